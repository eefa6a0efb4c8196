import { insertion, statement } from '../../store/index.ts';
import type { AuditEntryRow, Tx } from '../../store/index.ts';
import { genesisHash, hashOfEntry } from './audit-chain.ts';
import type { ChainHead } from './audit-chain.ts';

const entries = insertion('audit_entries', [
  'id',
  'org_id',
  'actor',
  'event',
  'target',
  'at',
  'ip',
  'user_agent',
  'request_id',
  'details_json',
  'agent_id',
  'seq',
  'prev_hash',
  'hash',
]);

/** Takes the next places: locks the head, or makes it, and returns the last of these places with the hash before the first. */
const takePlaces = statement<{ org: string; count: number; genesis: string }, ChainHead>((db, arg) =>
  db
    .insertInto('audit_heads')
    .values({ org_id: arg.org, seq: arg.count, hash: arg.genesis })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet((eb) => ({ seq: eb('audit_heads.seq', '+', eb.ref('excluded.seq')) })))
    .returning(['seq', 'hash']),
);

const moveHead = statement<{ org: string; hash: string }>((db, arg) =>
  db.updateTable('audit_heads').set({ hash: arg.hash }).where('org_id', '=', arg.org),
);

const userAgentLengthMax = 300;

/** An entry before it has its place in the chain. */
export type NewAuditEntry = Omit<AuditEntryRow, 'seq' | 'prev_hash' | 'hash'>;

/** Appends entries of one organisation to its chain, which stays locked until this transaction ends; three statements for any number. */
export async function appendToChain(tx: Tx, org: string, added: readonly NewAuditEntry[]): Promise<void> {
  const place = await tx.first(takePlaces, { org, count: added.length, genesis: genesisHash });
  if (place === undefined) throw new Error('the audit chain has no head');
  const rows = linkAll(added, { seq: place.seq - added.length, hash: place.hash });
  await tx.insert(entries, rows);
  await tx.run(moveHead, { org, hash: rows.at(-1)?.hash ?? place.hash });
}

function linkAll(added: readonly NewAuditEntry[], start: ChainHead): (AuditEntryRow & ChainHead)[] {
  let last = start;
  return added.map((entry) => {
    const linked = { ...storable(entry), seq: last.seq + 1, prev_hash: last.hash };
    const row = { ...linked, hash: hashOfEntry(linked) };
    last = row;
    return row;
  });
}

/** Both engines give back exactly what is hashed: well-formed text without NUL, and ids in lower case. */
function storable(entry: NewAuditEntry): NewAuditEntry {
  const text = (value: string): string => value.toWellFormed().replaceAll('\0', '');
  return {
    ...entry,
    event: text(entry.event),
    actor: text(entry.actor),
    target: text(entry.target),
    ip: text(entry.ip),
    user_agent: text(entry.user_agent.slice(0, userAgentLengthMax)),
    request_id: text(entry.request_id),
    details_json: text(entry.details_json),
    agent_id: entry.agent_id?.toLowerCase() ?? null,
  };
}
