import type { PersonCaller } from '../kernel/caller.ts';
import type { Door } from '../domain/people/index.ts';
import type { Row } from './rows.ts';

/**
 * What one call of the library is about. The library believes in sessions of its own; here they exist only inside a call, so that no session is
 * ever made, kept or ended except by our own operations.
 */
export interface LoginScope {
  readonly door: Door;
  /** Whose account it concerns; they are signed in as far as the library can see. */
  readonly caller?: PersonCaller;
  /** The person whose password was right, when a second factor is to be asked for. */
  readonly passwordOf?: string;
  /** Whom the library recognised; set by it when it makes a session. */
  recognised?: string;
  /** Whose second factor was looked at. */
  examined?: string;
  /** Steps that the call used up, in case it fails after all. */
  consumed?: readonly Row[];
}
