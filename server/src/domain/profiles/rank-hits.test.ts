import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HitRanking } from './rank-hits.ts';
import type { KeywordLists, Posting } from './rank-hits.ts';

const terms = ['rain', 'rains', 'law'];
/** Two keywords: one with a stem, one without. */
const keywords = [['rains', 'rain'], ['law']];

/** A small index: the weight of each term for each agent, 0 for none. */
const anIndex = fc.array(fc.tuple(...terms.map(() => fc.constantFrom(0, 4, 5, 9, 10))), { maxLength: 25 });

function postingsOf(index: readonly (readonly number[])[], term: string): Posting[] {
  return index
    .flatMap((weights, number) => {
      const weight = weights[terms.indexOf(term)] ?? 0;
      return weight === 0 ? [] : [{ agentId: `agent-${String(number).padStart(2, '0')}`, createdAt: Math.floor(number / 3), weight }];
    })
    .sort((a, b) => b.weight - a.weight || b.createdAt - a.createdAt || (a.agentId < b.agentId ? 1 : -1));
}

function read(index: readonly (readonly number[])[], readMax: number): KeywordLists[] {
  return keywords.map((ofKeyword) => ({
    lists: ofKeyword.map((term) => {
      const postings = postingsOf(index, term);
      return { term, postings: postings.slice(0, readMax), isCut: postings.length > readMax };
    }),
  }));
}

function settled(index: readonly (readonly number[])[], readMax: number, pairsMax: number): HitRanking {
  const ranking = new HitRanking(read(index, readMax));
  const doubt = ranking.doubt(pairsMax);
  const found = doubt.terms.flatMap((term) =>
    postingsOf(index, term).flatMap((posting) => (doubt.agentIds.includes(posting.agentId) ? [{ ...posting, term }] : [])),
  );
  ranking.settle(found);
  return ranking;
}

describe('ranking', () => {
  test('of everything that was read is complete, and certain without a look-up', () => {
    fc.assert(
      fc.property(anIndex, (index) => {
        const ranking = new HitRanking(read(index, 100));
        expect(ranking.isCut).toBe(false);
        expect(ranking.doubt(1_000).agentIds).toEqual([]);
        const relevances = index.map(([rain = 0, rains = 0, law = 0]) => Math.max(rain, rains) + law);
        expect(ranking.hits().map(({ relevance }) => relevance)).toEqual(relevances.filter((one) => one > 0).sort((a, b) => b - a));
      }),
    );
  });

  test('of cut lists knows the full relevance of every profile it brings up, when it may look up enough', () => {
    fc.assert(
      fc.property(anIndex, fc.integer({ min: 1, max: 6 }), (index, readMax) => {
        for (const { agentId, relevance } of settled(index, readMax, 1_000).hits()) {
          const [rain = 0, rains = 0, law = 0] = index[Number(agentId.slice(6))] ?? [];
          expect(relevance).toBe(Math.max(rain, rains) + law);
        }
      }),
    );
  });

  test('of cut lists never claims more than there is, however little it may look up', () => {
    fc.assert(
      fc.property(anIndex, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), (index, readMax, pairsMax) => {
        const ranking = settled(index, readMax, pairsMax);
        expect(ranking.doubt(pairsMax).agentIds.length).toBeLessThanOrEqual(pairsMax);
        for (const { agentId, relevance } of ranking.hits()) {
          const [rain = 0, rains = 0, law = 0] = index[Number(agentId.slice(6))] ?? [];
          expect(relevance).toBeLessThanOrEqual(Math.max(rain, rains) + law);
        }
      }),
    );
  });

  test('of one word is exact within what was read', () => {
    fc.assert(
      fc.property(anIndex, fc.integer({ min: 1, max: 6 }), (index, readMax) => {
        const whole = postingsOf(index, 'law');
        const lists = [{ term: 'law', postings: whole.slice(0, readMax), isCut: whole.length > readMax }];
        expect(new HitRanking([{ lists }]).hits().map(({ agentId }) => agentId)).toEqual(
          whole.slice(0, readMax).map(({ agentId }) => agentId),
        );
      }),
    );
  });
});
