export { createSignInMethods } from './methods.ts';
export type { LoginParts } from './login.ts';
export type { OidcSettings } from './oidc.ts';
