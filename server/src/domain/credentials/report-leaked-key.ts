import { systemCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey } from '../../kernel/secret.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { namesOf } from './create-credential.ts';
import { isMistypedKey } from './credential.ts';
import { bumpTokenEpoch, linkByHash, lockKeys } from './credential-queries.ts';
import { revokeRow } from './revoke-credential.ts';
import type { RevokedCredential } from './revoke-credential.ts';

const keyLengthMax = 256;

export interface LeakReport {
  readonly key: string;
  /** Where it was found. */
  readonly foundAt?: string | undefined;
}

const revokeLeaked = mutation<LeakReport, RevokedCredential>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, { key }) => {
    await lockKeys(tx, caller.orgId);
    const row = await tx.first(linkByHash, { hash: hashKey(key) });
    if (row === undefined) throw new Error('a credential is never deleted');
    if (row.agent_id !== null) await tx.run(bumpTokenEpoch, { agent: row.agent_id });
    return revokeRow(tx, row, home.clock.now(), 'leaked');
  },
  record: ({ credential, revoked }, { foundAt }) => ({
    event: 'key.leaked',
    target: credential.id,
    agentId: credential.agent?.id ?? null,
    details: { ...namesOf(credential), children: revoked - 1, ...(foundAt === undefined ? {} : { found_at: foundAt }) },
  }),
});

/**
 * Ends a key that somebody found where it does not belong, with all that descends from it. Anybody may report, and learns nothing by it: a
 * key that is unknown or has ended already changes nothing.
 */
export async function reportLeakedKey(at: At, report: LeakReport): Promise<void> {
  const { key } = report;
  if (key.length > keyLengthMax || isMistypedKey(key)) return;
  const row = await at.home.read((tx) => tx.first(linkByHash, { hash: hashKey(key) }));
  if (row === undefined || row.revoked_at !== null) return;
  // Of two reports at once the second finds the key ended.
  await revokeLeaked({ ...at, caller: systemCaller(row.org_id) }, report).catch(passUnknown);
}

function passUnknown(error: unknown): void {
  if (error instanceof Refusal && error.reason === 'credential.unknown') return;
  throw error;
}
