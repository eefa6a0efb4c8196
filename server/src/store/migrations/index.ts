import type { Migration } from '../migrate.ts';
import { spine } from './001-spine.ts';
import { identity } from './002-identity.ts';
import { work } from './003-work.ts';
import { loop } from './004-loop.ts';

/** Every migration in order. */
export const migrations: readonly Migration[] = [spine, identity, work, loop];
