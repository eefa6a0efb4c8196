import { usageFailure } from './failure.ts';
import { readProfile } from './profile.ts';
import type { World } from './world.ts';

export const defaultUrl = 'http://127.0.0.1:3001';

/** Which server, with which key, and where that was said. */
export interface Target {
  readonly url: string;
  readonly key: string | undefined;
  readonly keyFrom: 'flag' | 'environment' | 'profile' | 'nowhere';
}

/** Flags win over FORGEYARD_URL and FORGEYARD_KEY, those over the profile. A profile's key goes to the profile's own server only. */
export function resolveTarget(world: World, flags: { readonly url: string | undefined; readonly key: string | undefined }): Target {
  const profile = readProfile(world);
  const url = checkedUrl(flags.url ?? nonEmpty(world.env['FORGEYARD_URL']) ?? profile?.url ?? defaultUrl);
  const environmentKey = nonEmpty(world.env['FORGEYARD_KEY']);
  if (flags.key !== undefined) return { url, key: flags.key, keyFrom: 'flag' };
  if (environmentKey !== undefined) return { url, key: environmentKey, keyFrom: 'environment' };
  if (profile !== null && profile.url === url) return { url, key: profile.key, keyFrom: 'profile' };
  return { url, key: undefined, keyFrom: 'nowhere' };
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw usageFailure(`Not an http(s) URL: ${text}`);
  if (url.username !== '' || url.password !== '') throw usageFailure('The URL must not carry a user name or password; use --key');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
