import { sql } from 'kysely';
import { statement } from '../../store/index.ts';
import type { AuditEntryRow, Builder } from '../../store/index.ts';

/** Which entries of an organisation are meant; what is left out narrows nothing. */
export interface EntryFilter {
  /** An exact name, or `noun.*`. */
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  /** UUIDs; an empty list means none at all. */
  readonly agentIds?: readonly string[] | undefined;
  /** Epoch milliseconds, both inclusive. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** The entries that fit a filter, in no order. */
export function entriesWhere(db: Builder, org: string, filter: EntryFilter) {
  let list = db.selectFrom('audit_entries').selectAll().where('org_id', '=', org);
  if (filter.event?.endsWith('.*') === true) {
    const start = filter.event.slice(0, -1);
    list = list.where(sql<string>`substr(event, 1, ${sql.lit(start.length)})`, '=', start);
  } else if (filter.event !== undefined) list = list.where('event', '=', filter.event);
  if (filter.actor !== undefined) list = list.where('actor', '=', filter.actor);
  if (filter.target !== undefined) list = list.where('target', '=', filter.target);
  // The organisation's id is no agent's, so an empty reach finds nothing.
  if (filter.agentIds !== undefined) list = list.where('agent_id', 'in', [...filter.agentIds, org]);
  if (filter.start !== undefined) list = list.where('at', '>=', filter.start);
  if (filter.end !== undefined) list = list.where('at', '<=', filter.end);
  return list;
}

/** The next entries of a chain behind a place. */
export const chainFrom = statement<{ org: string; after: number; limit: number }, AuditEntryRow>((db, arg) =>
  db.selectFrom('audit_entries').selectAll().where('org_id', '=', arg.org).where('seq', '>', arg.after).orderBy('seq').limit(arg.limit),
);

/** The head, and the last place that any entry claims; in one statement, so that no commit comes between them. */
export const headAndTop = statement<{ org: string }, { seq: number | null; hash: string | null; top: number | null }>((db, arg) =>
  db
    .selectFrom('orgs')
    .leftJoin('audit_heads', 'audit_heads.org_id', 'orgs.id')
    .where('orgs.id', '=', arg.org)
    .select((eb) => [
      'audit_heads.seq',
      'audit_heads.hash',
      eb
        .selectFrom('audit_entries')
        .whereRef('audit_entries.org_id', '=', 'orgs.id')
        .select(({ fn }) => fn.max('audit_entries.seq').as('last'))
        .as('top'),
    ]),
);

export const countUnchained = statement<{ org: string }, { count: number }>((db, arg) =>
  db
    .selectFrom('audit_entries')
    .where('org_id', '=', arg.org)
    .where('seq', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('count')),
);
