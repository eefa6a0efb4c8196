import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { listedProfiles } from './profile-queries.ts';
import type { Hit } from './rank-hits.ts';

/** A profile as the directory shows it. */
export interface DirectoryEntry {
  readonly agentId: string;
  readonly introduction: string;
  readonly category: string;
  /** 0 where nothing was searched for. */
  readonly relevance: number;
}

interface EntryRow {
  agent_id: string;
  introduction: string;
  category: string;
}

interface Part {
  /** Empty for all categories. */
  readonly category: string;
  readonly limit: number;
  readonly offset: number;
}

const entryColumns = ['profiles.agent_id', 'profiles.introduction', 'profiles.category'] as const;

const newestOfAll = statement<{ limit: number; offset: number }, EntryRow>((db, arg) =>
  listedProfiles(db)
    .select(entryColumns)
    .orderBy('profiles.created_at', 'desc')
    .orderBy('profiles.agent_id', 'desc')
    .limit(arg.limit)
    .offset(arg.offset),
);
const newestOfCategory = statement<{ category: string; limit: number; offset: number }, EntryRow>((db, arg) =>
  listedProfiles(db)
    .select(entryColumns)
    .where('profiles.category', '=', arg.category)
    .orderBy('profiles.created_at', 'desc')
    .orderBy('profiles.agent_id', 'desc')
    .limit(arg.limit)
    .offset(arg.offset),
);

function toEntry(row: EntryRow, relevance: number): DirectoryEntry {
  return { agentId: row.agent_id, introduction: row.introduction, category: row.category, relevance };
}

export async function newestListed(tx: ReadTx, { category, limit, offset }: Part): Promise<DirectoryEntry[]> {
  const rows = category === '' ? await tx.all(newestOfAll, { limit, offset }) : await tx.all(newestOfCategory, { category, limit, offset });
  return rows.map((row) => toEntry(row, 0));
}

/** How many listed profiles there are, counted up to `limit`. */
export async function countListed(tx: ReadTx, { category, limit }: Omit<Part, 'offset'>): Promise<number> {
  const [row] = await tx.query<{ total: number }>((db) => {
    const all = listedProfiles(db).select('profiles.agent_id').limit(limit);
    const some = category === '' ? all : all.where('profiles.category', '=', category);
    return db.selectFrom(some.as('some')).select((eb) => eb.fn.countAll<number>().as('total'));
  });
  return Number(row?.total ?? 0);
}

/** Those of some profiles that are listed now, in the order given. */
export async function listedByIds(tx: ReadTx, hits: readonly Pick<Hit, 'agentId' | 'relevance'>[]): Promise<DirectoryEntry[]> {
  if (hits.length === 0) return [];
  const ids = hits.map(({ agentId }) => agentId);
  const rows = await tx.query<EntryRow>((db) => listedProfiles(db).select(entryColumns).where('profiles.agent_id', 'in', ids));
  const byId = new Map(rows.map((row) => [row.agent_id, row]));
  return hits.flatMap(({ agentId, relevance }) => {
    const row = byId.get(agentId);
    return row === undefined ? [] : [toEntry(row, relevance)];
  });
}
