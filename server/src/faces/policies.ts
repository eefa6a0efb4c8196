import type { Policy } from './kit/index.ts';
import { policiesOfContracts } from './policies-of-contracts.ts';
import { policiesOfNative } from './policies-of-native.ts';

/**
 * Who may call each operation, and what they must be allowed to do. The one table of authority over HTTP: a route that is not in it keeps the
 * server from starting, and a line without a route fails the tests. Reach (which agents) and tenancy are judged inside the operation.
 */
export const policies: Readonly<Record<string, Policy>> = { ...policiesOfContracts, ...policiesOfNative };
