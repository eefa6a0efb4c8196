import type { Credential, Forgeyard } from '@forgeyard/sdk';
import { CommandFailure, exitCode } from '../program/failure.ts';

/** The key with this name, number or id; one that works goes before one that does not. @throws CommandFailure `KEY_NOT_FOUND` */
export async function findKey(forge: Forgeyard, wanted: string): Promise<Credential> {
  const keys = await forge.credentials.list({ limit: 200 }).all();
  const fits = keys.filter(({ id, name, number }) => id === wanted || name === wanted || String(number) === wanted);
  const found = fits.find(({ status }) => status === 'active') ?? fits.find(({ status }) => status !== 'revoked') ?? fits[0];
  if (found === undefined) throw new CommandFailure('KEY_NOT_FOUND', `No key is called ${wanted}`, { exit: exitCode.notFound });
  return found;
}
