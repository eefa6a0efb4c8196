import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { OffsetPage, Page } from '../../kernel/page.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { namesOfActors } from './actor-names.ts';
import { agentsMeant } from './agents-meant.ts';
import { asLinked, chainText } from './audit-chain.ts';
import { auditEventPattern, toEntry } from './audit-entry.ts';
import type { AuditEntry } from './audit-entry.ts';
import { entriesWhere } from './audit-queries.ts';
import type { EntryFilter } from './audit-queries.ts';
import { query } from './audit-query.ts';

export interface AuditFilter extends Omit<EntryFilter, 'agentIds'> {
  /** Any address of an agent; also of one that exists no more. */
  readonly agent?: string | undefined;
}

export interface OwnAuditFilter extends Pick<EntryFilter, 'event' | 'start' | 'end'> {
  /** 1 to 1000. */
  readonly limit: number;
}

const ownEntriesMax = 1000;
const streamBatch = 500;

/**
 * The organisation's trail, newest first. A caller that is limited to some agents sees the entries about those.
 * @throws Refusal `invalid` audit.event, audit.time, page.cursor
 */
export const listAuditEntries = query<AuditFilter & { readonly limit: number; readonly cursor?: string | undefined }, Page<AuditEntry>>({
  grant: 'audit:read',
  work: async (tx, { caller }, request) => {
    const before = decodePageKey(request.cursor, isUuid);
    const page = toPage(await entriesBefore(tx, caller, request, { before, limit: request.limit + 1 }), request.limit, (row) => row.id);
    const names = await namesOfActors(
      tx,
      page.items.map((row) => row.actor),
    );
    return { items: page.items.map((row) => toEntry(row, names)), nextCursor: page.nextCursor };
  },
});

/**
 * Everything that fits, newest first, in batches of bounded size; the next one is read when it is asked for.
 * @throws Refusal `forbidden` caller.lacks_grant · `invalid` audit.event, audit.time, when the first batch is asked for
 */
export async function* streamAuditEntries(at: At, filter: AuditFilter): AsyncGenerator<readonly ExportedEntry[]> {
  for (let before: string | null = null, isLast = false; !isLast;) {
    const batch: readonly ExportedEntry[] = await readForExport(at, { filter, before });
    yield batch;
    before = batch.at(-1)?.id ?? null;
    isLast = batch.length < streamBatch;
  }
}

/** An entry with the text that its hash was computed from, so that anybody can compute it again. */
export interface ExportedEntry extends AuditEntry {
  /** Null for entries from before the chain. */
  readonly hashed: string | null;
}

const readForExport = query<{ readonly filter: AuditFilter; readonly before: string | null }, readonly ExportedEntry[]>({
  grant: 'audit:read',
  work: async (tx, { caller }, { filter, before }) => {
    const rows = await entriesBefore(tx, caller, filter, { before, limit: streamBatch });
    const names = await namesOfActors(
      tx,
      rows.map((row) => row.actor),
    );
    return rows.map((row) => {
      const linked = asLinked(row);
      return { ...toEntry(row, names), hashed: linked === null ? null : chainText(linked) };
    });
  },
});

async function entriesBefore(
  tx: ReadTx,
  caller: Caller,
  filter: AuditFilter,
  { before, limit }: { readonly before: string | null; readonly limit: number },
) {
  const entryFilter = await entryFilterOf(tx, caller, filter);
  return tx.query((db) => {
    const list = entriesWhere(db, caller.orgId, entryFilter).orderBy('id', 'desc').limit(limit);
    return before === null ? list : list.where('id', '<', before);
  });
}

/** The filter with the agents whose entries are meant and may be seen; without any, all entries. */
async function entryFilterOf(tx: ReadTx, { orgId, agentIds: reach }: Caller, filter: AuditFilter): Promise<EntryFilter> {
  checkFilter(filter);
  if (filter.agent === undefined) return reach === null ? filter : { ...filter, agentIds: [...reach] };
  const meant = await agentsMeant(tx, orgId, filter.agent);
  return { ...filter, agentIds: reach === null ? meant : meant.filter((id) => reach.has(id)) };
}

function checkFilter({ event, start, end }: Pick<EntryFilter, 'event' | 'start' | 'end'>): void {
  if (event !== undefined && !new RegExp(auditEventPattern).test(event)) {
    throw refuseField('invalid', 'audit.event', '/event', 'An event is a name such as key.created, or key.* for all of a noun.');
  }
  for (const [pointer, time] of [
    ['/start', start],
    ['/end', end],
  ] as const) {
    if (Number.isNaN(time)) throw refuseField('invalid', 'audit.time', pointer, 'This is not a time.');
  }
}

/**
 * The calling agent's own entries, newest first, and how many there are in all. Source: agents domain, "Audit Logs".
 * @throws Refusal `forbidden` caller.wrong_form · `invalid` audit.event, audit.time
 */
export const listOwnAuditEntries = query<OwnAuditFilter, OffsetPage<AuditEntry>>({
  grant: 'self:read',
  work: async (tx, { caller }, request) => {
    if (caller.kind !== 'agentToken') throw new Refusal('forbidden', 'caller.wrong_form', 'Only an agent account has entries of its own.');
    checkFilter(request);
    const { event, start, end } = request;
    const filter: EntryFilter = { event, start, end, agentIds: [caller.agentId] };
    const limit = Math.min(Math.max(request.limit, 1), ownEntriesMax);
    const rows = await tx.query((db) => entriesWhere(db, caller.orgId, filter).orderBy('id', 'desc').limit(limit));
    const counted = await tx.query((db) =>
      entriesWhere(db, caller.orgId, filter)
        .clearSelect()
        .select((eb) => eb.fn.countAll<number>().as('total')),
    );
    const names = await namesOfActors(
      tx,
      rows.map((row) => row.actor),
    );
    return { items: rows.map((row) => toEntry(row, names)), total: Number(counted[0]?.total ?? 0) };
  },
});
