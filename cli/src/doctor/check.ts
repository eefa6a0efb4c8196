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
