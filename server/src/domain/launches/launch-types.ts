import { Refusal } from '../../kernel/refusal.ts';
import { query } from '../operation.ts';
import { defaultType } from './default-type.ts';
import { githubType } from './github-type.ts';
import type { LaunchType } from './launch-type.ts';
import { n8nType } from './n8n-type.ts';

export const launchTypes: readonly LaunchType[] = [defaultType, githubType, n8nType];

/** The type of a stored configuration; every writer stores one of these. */
export function launchTypeOf(id: string): LaunchType {
  const found = launchTypes.find((type) => type.id === id);
  if (found === undefined) throw new Refusal('unprocessable', 'launch.type_unknown', `There is no webhook type '${id}'.`);
  return found;
}

/** All types with the fields that they ask for. */
export const listLaunchTypes = query<void, readonly LaunchType[]>({ grant: 'agents:read', work: () => Promise.resolve(launchTypes) });
