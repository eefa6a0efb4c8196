export { createCredential } from './create-credential.ts';
export type { CreatedCredential, NewCredential } from './create-credential.ts';
export { credentialStatus, keyPrefix } from './credential.ts';
export type { Credential } from './credential.ts';
export { listCredentials } from './read-credentials.ts';
export { revokeCredential } from './revoke-credential.ts';
export { CachedKeyVerifier } from './verify-credential.ts';
export type { KeyVerifier } from './verify-credential.ts';
