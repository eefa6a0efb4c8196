import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { settingOf } from './check.ts';
import type { Finding, Patient } from './check.ts';

/** The server makes its data folder itself, so the nearest folder above must allow it. */
export function checkDataDir({ world, root }: Patient): Finding {
  const folder = resolve(root, settingOf(world, 'FORGEYARD_DATA_DIR') ?? 'data');
  const base = { check: 'data folder' };
  const fix = 'forgeyard serve --data-dir <folder you may write to>   (or set FORGEYARD_DATA_DIR)';
  const nearest = nearestExisting(folder);
  if (!statSync(nearest).isDirectory()) return { ...base, status: 'fail', detail: `${nearest} is not a folder`, fix };
  if (!isWritable(nearest)) return { ...base, status: 'fail', detail: `${nearest} is not writable`, fix };
  return { ...base, status: 'ok', detail: nearest === folder ? `${folder} is writable` : `${folder} will be made at first start` };
}

function nearestExisting(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
