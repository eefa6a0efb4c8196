import type { CredentialForm, Grant } from '../kernel/caller.ts';
import type { Policy } from './kit/index.ts';

const programs: readonly CredentialForm[] = ['apiKey', 'agentKey', 'userKey', 'identityKey', 'token'];

/** No credential; one that is sent is not looked at. */
export const anybody: Policy = { by: 'anybody', grant: null };
/** Any person or program that holds the grant. */
export const need = (grant: Grant): Policy => ({ by: ['session', ...programs], grant });
/** Any person or program. */
export const known: Policy = { by: ['session', ...programs], grant: null };
/** A signed-in person, about their own account. */
export const self: Policy = { by: ['session'], grant: null };
/** A signed-in person who holds the grant. */
export const person = (grant: Grant): Policy => ({ by: ['session'], grant });
/** An agent or a person through a key of their own: `cav_ak_…` or `cav_uk_…`. */
export const ownKey = (grant: Grant): Policy => ({ by: ['agentKey', 'userKey'], grant });
/** People, and programs of the organisation or of a person; never the agent itself, whose work is judged and shown, and whose owner and model are chosen. */
export const outside = (grant: Grant): Policy => ({ by: ['session', 'userKey', 'apiKey'], grant });
/** Programs alone: what agents call by themselves. */
export const program = (grant: Grant | null): Policy => ({ by: programs, grant });
/** The holder of an agent account's recovery key. */
export const recovery = (grant: Grant): Policy => ({ by: ['recovery'], grant });
/** An agent account with a token. */
export const token = (grant: Grant): Policy => ({ by: ['token'], grant });
