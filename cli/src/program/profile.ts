import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandFailure } from './failure.ts';
import type { World } from './world.ts';

/** The remembered server and key. */
export interface Profile {
  readonly url: string;
  readonly key: string;
}

export function profilePath(world: Pick<World, 'env' | 'home'>): string {
  const config = world.env['XDG_CONFIG_HOME'];
  return join(config === undefined || config === '' ? join(world.home, '.config') : config, 'forgeyard', 'profile.json');
}

/**
 * The saved profile, or null when there is none.
 * @throws CommandFailure `PROFILE_INVALID` when the file is there and is not a profile.
 */
export function readProfile(world: Pick<World, 'env' | 'home'>): Profile | null {
  const path = profilePath(world);
  const text = readIfThere(path);
  if (text === null) return null;
  const profile = parsed(text);
  if (profile !== null) return profile;
  throw new CommandFailure('PROFILE_INVALID', `${path} is not a profile`, {
    hint: 'Write it again with: forgeyard init --url <url> --key <key>',
  });
}

/** Writes the profile for its owner's eyes only (0600 in a 0700 folder), whole or not at all; returns the path. */
export function writeProfile(world: Pick<World, 'env' | 'home'>, profile: Profile): string {
  const path = profilePath(world);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
  return path;
}

/** Whether others than the owner may read the profile; false where the system has no such modes. */
export function isProfileExposed(world: Pick<World, 'env' | 'home'>): boolean {
  const found = statSync(profilePath(world), { throwIfNoEntry: false });
  return found !== undefined && process.platform !== 'win32' && (found.mode & 0o077) !== 0;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new CommandFailure('PROFILE_UNREADABLE', `${path} cannot be read`);
  }
}

function parsed(text: string): Profile | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('url' in value) || !('key' in value)) return null;
    return typeof value.url === 'string' && typeof value.key === 'string' ? { url: value.url, key: value.key } : null;
  } catch {
    return null;
  }
}
