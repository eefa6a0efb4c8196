export {
  accessFor,
  addProvider,
  insertProviderAccount,
  listModels,
  listProviders,
  offeredModels,
  removeProvider,
} from './provider-account.ts';
export type { NewProviderAccount, OfferedModel, ProviderAccount } from './provider-account.ts';
