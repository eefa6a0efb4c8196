import type { Logger } from 'pino';
import { ConfigError } from './config.ts';
import type { Settings } from './config.ts';
import { keepFirst, readValue, replaceKept } from './deployment-values.ts';
import { createSealer, SealError } from './kernel/sealer.ts';
import type { Sealer } from './kernel/sealer.ts';
import { Secret } from './kernel/secret.ts';
import { makeMasterKey, readMasterKeys } from './master-key.ts';
import { rewrapSecrets } from './rewrap-secrets.ts';
import { sealedColumns } from './sealed-columns.ts';
import type { Store } from './store/index.ts';

/** A value that is sealed with everything else; opening it tells whether the master key is the right one. */
const checkName = 'master_key_check';
const checkContext = 'deployment/value/-/master_key_check';

/**
 * The sealer of this deployment, with every stored secret under the current master key.
 * @throws ConfigError when there is no master key although secrets are stored, or it is not the one that they lie under
 */
export async function openSealer(store: Store, settings: Settings, logger: Logger): Promise<Sealer> {
  const found = await readValue(store, checkName);
  const keys = readMasterKeys(settings) ?? (await newMasterKey(store, settings, found));
  const sealer = createSealer(keys.current, keys.previous);
  const check = found ?? (await firstCheck(store, sealer));
  confirm(sealer, check);
  const renewed = sealer.rewrap(check, checkContext);
  if (renewed === null && keys.previous.length === 0 && found !== undefined) return sealer;
  const { rewrapped, unreadable } = await rewrapSecrets(store, sealer, sealedColumns, logger);
  // The check comes last: until everything lies under the current key, a start without the previous one is refused.
  if (renewed !== null) await replaceKept(store, { id: checkName, from: check, to: renewed });
  if (found !== undefined || rewrapped > 0) logger.info({ rewrapped, unreadable, key_id: sealer.keyId }, 'secrets.rewrapped');
  return sealer;
}

/** First start without a key in the settings writes one; a deployment that has secrets never gets a new one unasked. */
async function newMasterKey(store: Store, settings: Settings, check: string | undefined) {
  if (check !== undefined || (await holdsSecrets(store))) {
    throw new ConfigError(
      'The master key is missing: this database holds sealed secrets. Set FORGEYARD_MASTER_KEY or FORGEYARD_MASTER_KEY_FILE, or put master.key back into the data folder.',
    );
  }
  return { current: makeMasterKey(settings), previous: [] };
}

async function holdsSecrets(store: Store): Promise<boolean> {
  for (const column of sealedColumns) {
    if ((await store.read((tx) => column.page(tx, null, 1))).length > 0) return true;
  }
  return false;
}

/** Writes the check, on a database from before it only when the key opens what is there. */
async function firstCheck(store: Store, sealer: Sealer): Promise<string> {
  for (const column of sealedColumns) {
    const [first] = await store.read((tx) => column.page(tx, null, 1));
    if (first !== undefined) refuseWrongKey(sealer, () => sealer.open(first.sealed, first.context));
  }
  return keepFirst(store, { name: checkName, value: sealer.seal(new Secret('forgeyard'), checkContext) });
}

function confirm(sealer: Sealer, check: string): void {
  refuseWrongKey(sealer, () => sealer.open(check, checkContext));
}

function refuseWrongKey(sealer: Sealer, attempt: () => unknown): void {
  try {
    attempt();
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new ConfigError(
      `The master key ${sealer.keyId} is not the one that this database's secrets are sealed with. ${cause.message} Give the right key, or to rotate, the former one as FORGEYARD_MASTER_KEY_PREVIOUS.`,
      { cause },
    );
  }
}
