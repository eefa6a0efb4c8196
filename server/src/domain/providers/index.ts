export {
  accessFor,
  addProvider,
  insertProviderAccount,
  listModels,
  listProviders,
  offeredModels,
  removeProvider,
} from './provider-account.ts';
export { sealedProviderKeys } from './sealed-provider-keys.ts';
export type { NewProviderAccount, OfferedModel, ProviderAccount } from './provider-account.ts';
