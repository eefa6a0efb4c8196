import { isOfActiveAgent, statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';
import { newestListed, countListed, listedByIds } from './directory-queries.ts';
import type { DirectoryEntry } from './directory-queries.ts';
import { checkCategory } from './profile.ts';
import { HitRanking } from './rank-hits.ts';
import type { PostingList } from './rank-hits.ts';
import { stemOf, wordsOf } from './words.ts';

/** The farthest place a page can start at. Source: agents domain, "Public Directory" (offset). */
export const offsetMax = 10_000;
export const directoryPageMax = 100;
/** Different words of a search that count. */
const keywordsMax = 16;
/** Entries of the index that one search reads, shared evenly by its terms: the server's fetch window. */
const postingsMax = 1_500;
const postingsPerTermMax = 1_000;
/** Pairs of agent and term that one search looks up beside that. */
const lookUpsMax = 1_000;

export interface DirectorySearch {
  /** At most 500 characters. */
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  /** Above the largest page or offset, that largest counts. */
  readonly limit: number;
  readonly offset: number;
}

export interface DirectoryPage {
  readonly entries: readonly DirectoryEntry[];
  /** Exact without `hasMore`; a lower bound otherwise. */
  readonly total: number;
  /** Whether more may exist after this page. */
  readonly hasMore: boolean;
}

interface Window {
  readonly category: string;
  readonly limit: number;
  readonly offset: number;
}

const bestOfTerm = statement<{ category: string; term: string; limit: number }, { agent_id: string; weight: number; created_at: number }>(
  (db, arg) =>
    db
      .selectFrom('profile_terms')
      .select(['profile_terms.agent_id', 'profile_terms.weight', 'profile_terms.created_at'])
      .where('profile_terms.category', '=', arg.category)
      .where('profile_terms.term', '=', arg.term)
      .where(isOfActiveAgent('profile_terms.agent_id'))
      .orderBy('profile_terms.weight', 'desc')
      .orderBy('profile_terms.created_at', 'desc')
      .orderBy('profile_terms.agent_id', 'desc')
      .limit(arg.limit),
);

/**
 * Listed profiles of all organisations, best first. Without text: all of them, newest first. A text of which no word counts finds nothing.
 * Source: agents domain, "Public Directory".
 * @throws Refusal `invalid` profile.category_invalid
 */
export const searchDirectory = query<DirectorySearch, DirectoryPage>({
  grant: null,
  work: (tx, _at, { text = '', category = '', limit, offset }) => {
    const window = { category: checkCategory(category), limit: Math.min(limit, directoryPageMax), offset: Math.min(offset, offsetMax) };
    return text.trim() === '' ? newest(tx, window) : matching(tx, window, text);
  },
});

async function newest(tx: ReadTx, { category, limit, offset }: Window): Promise<DirectoryPage> {
  const rows = await newestListed(tx, { category, limit: limit + 1, offset });
  const hasMore = rows.length > limit;
  const entries = rows.slice(0, limit);
  const isPastEnd = rows.length === 0 && offset > 0;
  return { entries, total: isPastEnd ? await countListed(tx, { category, limit: offset }) : offset + rows.length, hasMore };
}

async function matching(tx: ReadTx, window: Window, text: string): Promise<DirectoryPage> {
  const keywords = keywordsOf(text);
  const termCount = keywords.reduce((count, terms) => count + terms.length, 0);
  const readMax = Math.min(postingsPerTermMax, Math.floor(postingsMax / Math.max(1, termCount)));
  const lists: { lists: PostingList[] }[] = [];
  for (const terms of keywords) {
    const ofKeyword: PostingList[] = [];
    for (const term of terms) ofKeyword.push(await bestPostings(tx, window.category, term, readMax));
    lists.push({ lists: ofKeyword });
  }
  const ranking = new HitRanking(lists);
  await settleDoubt(tx, window.category, ranking);
  const hits = ranking.hits();
  const page = hits.slice(window.offset, window.offset + window.limit);
  const hasMore = ranking.isCut || window.offset + window.limit < hits.length;
  return { entries: await listedByIds(tx, page), total: hits.length, hasMore };
}

/** The terms that stand for each word of a search: the word and, where it differs, its stem. Of words of one family the first counts. */
export function keywordsOf(text: string): string[][] {
  const byStem = new Map<string, string[]>();
  for (const word of wordsOf(text, keywordsMax)) {
    const stem = stemOf(word);
    if (!byStem.has(stem)) byStem.set(stem, word === stem ? [word] : [word, stem]);
  }
  return [...byStem.values()];
}

async function bestPostings(tx: ReadTx, category: string, term: string, readMax: number): Promise<PostingList> {
  const rows = await tx.all(bestOfTerm, { category, term, limit: readMax + 1 });
  const postings = rows.slice(0, readMax).map((row) => ({ agentId: row.agent_id, createdAt: row.created_at, weight: row.weight }));
  return { term, postings, isCut: rows.length > readMax };
}

/** Looks up what the cut lists may have kept back about the most promising profiles. */
async function settleDoubt(tx: ReadTx, category: string, ranking: HitRanking): Promise<void> {
  if (!ranking.isCut) return;
  const { agentIds, terms } = ranking.doubt(lookUpsMax);
  if (agentIds.length === 0) return;
  const rows = await tx.query<{ agent_id: string; term: string; weight: number; created_at: number }>((db) =>
    db
      .selectFrom('profile_terms')
      .select(['agent_id', 'term', 'weight', 'created_at'])
      .where('agent_id', 'in', agentIds)
      .where('category', '=', category)
      .where('term', 'in', terms),
  );
  ranking.settle(rows.map((row) => ({ agentId: row.agent_id, term: row.term, weight: row.weight, createdAt: row.created_at })));
}
