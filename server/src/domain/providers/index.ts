export { accessFor, baseUrlOf, chosenProvider, hasAccess } from './access.ts';
export type { ModelAsked } from './access.ts';
export { dropOwnAccount, dropProvidersOfOrg, isProviderChanged, ownAccount, replaceOwnAccount } from './own-account.ts';
export {
  addProvider,
  defaultBaseUrls,
  insertProviderAccount,
  listModels,
  listProviders,
  offeredModels,
  plainBaseUrl,
  refuseForbiddenAddress,
  removeProvider,
} from './provider-account.ts';
export { sealedProviderKeys } from './sealed-provider-keys.ts';
export type { NewProviderAccount, OfferedModel, ProviderAccount } from './provider-account.ts';
