import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { agentInsertion } from '../agents/agent-queries.ts';
import type { At } from '../home.ts';
import { profileInsertion, RandomProfiles, searchDirectory, termInsertion, termRowsOf } from './index.ts';
import type { DirectoryPage, DirectorySearch } from './index.ts';

const count = 2_500;
const base = 1_700_000_000_000;

/** The same on every engine: ids, times and texts follow from the number alone. Every third has `law`, every 500th `rare`, all have `assistant`. */
function profileAt(number: number) {
  const words = ['assistant', number % 3 === 0 ? 'law' : 'poems', number % 500 === 0 ? 'rare' : '', number % 7 === 0 ? 'lawful plans' : ''];
  return {
    agentId: `00000000-0000-7000-8000-${((number * 7_919) % 1_000_003).toString(16).padStart(12, '0')}`,
    introduction: words.filter((word) => word !== '').join(' '),
    category: ['', 'even', 'law'][number % 3] ?? '',
    createdAt: base + Math.floor(number / 4),
  };
}

async function fill(at: At): Promise<void> {
  const all = Array.from({ length: count }, (_, number) => profileAt(number));
  await at.home.transact(async (tx) => {
    await tx.insert(
      agentInsertion,
      all.map(({ agentId, createdAt }, index) => ({
        id: agentId,
        org_id: at.caller.orgId,
        number: 1_000_000 + index,
        slug: `w${index}`,
        display_name: `w${index}`,
        description: '',
        kind: 'ai',
        autonomy: 'supervised',
        status: 'active',
        version: 1,
        max_concurrent: 5,
        metadata_json: '{}',
        created_at: createdAt,
        updated_at: createdAt,
        deleted_at: null,
        token_epoch: 0,
        owner_user_id: null,
        execution_mode: 'manual',
        provider: null,
        last_assigned_at: null,
      })),
    );
    await tx.insert(
      profileInsertion,
      all.map(({ agentId, introduction, category, createdAt }) => ({
        agent_id: agentId,
        org_id: at.caller.orgId,
        introduction,
        category,
        status: 'active',
        created_at: createdAt,
        updated_at: createdAt,
      })),
    );
    await tx.insert(termInsertion, all.flatMap(termRowsOf));
  });
}

const searches: readonly Partial<DirectorySearch>[] = [
  { text: 'assistant' },
  { text: 'assistants', offset: 600, limit: 100 },
  { text: 'rare' },
  { text: 'assistant rare' },
  { text: 'law assistant plan' },
  { text: 'law assistant', category: 'law' },
  { text: 'poems', category: 'even', offset: 300 },
  {
    text: Array.from({ length: 16 }, (_, index) => ['assistant', 'law', 'poems', 'plans'][index] ?? `other${index}`).join(' '),
    limit: 100,
  },
  { limit: 100, offset: 1_234 },
  { category: 'law', limit: 100, offset: 800 },
];

/** What the first engine answered; the second must agree. */
const answers = new Map<number, DirectoryPage>();

describe.each(engines)('a directory that is larger than one search reads, on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
    at = await world.org();
    await fill(at);
  });
  afterAll(() => world.close());

  const search = (more: Partial<DirectorySearch>) => searchDirectory(at, { limit: 20, offset: 0, ...more });
  const newestFirst = Array.from({ length: count }, (_, number) => profileAt(number)).sort(
    (a, b) => b.createdAt - a.createdAt || (a.agentId < b.agentId ? 1 : -1),
  );

  test.each(searches.map((more, index) => [JSON.stringify(more).slice(0, 60), index, more] as const))(
    '%s has the same answer on every engine and every time',
    async (_title, index, more) => {
      const answer = await search(more);
      expect(await search(more)).toEqual(answer);
      expect(answer.entries.length).toBeGreaterThan(0);
      expect(answer).toEqual(answers.get(index) ?? answer);
      answers.set(index, answer);
    },
  );

  test('a word that all profiles share gives the newest, says that there are more, and counts at least what it read', async () => {
    const page = await search({ text: 'assistant', limit: 100 });
    expect(page.entries.map(({ agentId }) => agentId)).toEqual(newestFirst.slice(0, 100).map(({ agentId }) => agentId));
    expect(page.hasMore).toBe(true);
    expect([page.total >= 100, page.total <= count]).toEqual([true, true]);
  });

  test('pages of such a word do not repeat or skip a profile within the window', async () => {
    const { total } = await search({ text: 'assistant' });
    const ids: string[] = [];
    for (let offset = 0; offset < total; offset += 100)
      ids.push(...(await search({ text: 'assistant', limit: 100, offset })).entries.map(({ agentId }) => agentId));
    expect(ids).toEqual(newestFirst.slice(0, total).map(({ agentId }) => agentId));
    expect(await search({ text: 'assistant', offset: total })).toEqual({ entries: [], total, hasMore: true });
  });

  test('a rare word beside a common one brings old profiles to the top with their full relevance', async () => {
    const page = await search({ text: 'assistant rare', limit: 6 });
    const rare = newestFirst.filter(({ introduction }) => introduction.includes('rare')).map(({ agentId }) => [agentId, 10]);
    expect(rare).toHaveLength(5);
    expect(page.entries.slice(0, 5).map(({ agentId, relevance }) => [agentId, relevance])).toEqual(rare);
    expect(page.entries[5]?.relevance).toBe(5);
  });

  test('a word that few enough profiles have is counted exactly', async () => {
    const page = await search({ text: 'lawful' });
    const having = newestFirst.filter(({ introduction }) => introduction.includes('lawful'));
    expect(page.entries.map(({ agentId }) => agentId)).toEqual(having.slice(0, 20).map(({ agentId }) => agentId));
    expect((await search({ text: 'lawful', offset: 340 })).hasMore).toBe(false);
    expect((await search({ text: 'lawful', offset: 340 })).total).toBe(having.length);
  });

  test('a filter by category reaches profiles far behind the newest of other categories', async () => {
    const page = await search({ text: 'assistant', category: 'law', limit: 100, offset: 700 });
    const inLaw = newestFirst.filter(({ category }) => category === 'law');
    expect(page.entries.map(({ agentId }) => agentId)).toEqual(inLaw.slice(700, 800).map(({ agentId }) => agentId));
    expect(page).toMatchObject({ total: inLaw.length, hasMore: true });
    expect(await search({ text: 'assistant', category: 'law', limit: 100, offset: 800 })).toMatchObject({
      total: inLaw.length,
      hasMore: false,
    });
  });

  test('random profiles of a large directory come from all of it, and a withdrawn one is not shown from the pool', async () => {
    const random = new RandomProfiles(Math.random);
    const seen = new Set<string>();
    for (let turn = 0; turn < 30; turn += 1) for (const { agentId } of await random.take(at, 20)) seen.add(agentId);
    const old = newestFirst.slice(count / 2).map(({ agentId }) => agentId);
    expect(old.some((agentId) => seen.has(agentId))).toBe(true);
    await at.home.transact((tx) =>
      tx.query((db) => db.updateTable('agents').set({ status: 'suspended' }).where('number', '<', 1_002_490).returning('id')),
    );
    expect((await random.take(at, 20)).map(({ agentId }) => agentId).sort()).toEqual(
      newestFirst
        .slice(0, 10)
        .map(({ agentId }) => agentId)
        .sort(),
    );
  });
});
