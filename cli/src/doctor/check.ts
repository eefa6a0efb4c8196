import type { Target } from '../program/target.ts';
import type { World } from '../program/world.ts';

/** What a check found. `fix` is the command or the sentence that helps. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  readonly fix?: string;
}

/** What the checks look at. */
export interface Patient {
  readonly world: World;
  readonly target: Target;
  /** The workspace's root folder. */
  readonly root: string;
}

export type Check = (patient: Patient) => Promise<Finding> | Finding;

/** A setting of the server from the environment; empty counts as unset, as it does for the server. */
export function settingOf(world: World, name: string): string | undefined {
  const value = world.env[name];
  return value === '' ? undefined : value;
}
