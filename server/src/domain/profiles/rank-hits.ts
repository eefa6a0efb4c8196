/** One entry of the index: an agent whose profile holds a term. */
export interface Posting {
  readonly agentId: string;
  readonly createdAt: number;
  readonly weight: number;
}

/** The best entries of a term, best first. */
export interface PostingList {
  readonly term: string;
  readonly postings: readonly Posting[];
  /** Whether the index holds more than was read. */
  readonly isCut: boolean;
}

/** A word of the search and the lists of the terms that stand for it. */
export interface KeywordLists {
  readonly lists: readonly PostingList[];
}

export interface Hit {
  readonly agentId: string;
  readonly createdAt: number;
  readonly relevance: number;
}

interface Candidate {
  readonly agentId: string;
  readonly createdAt: number;
  /** What each keyword is worth, as far as it is known. */
  readonly scores: number[];
}

/** Terms of some agents that the lists were cut before. */
export interface Doubt {
  readonly agentIds: readonly string[];
  readonly terms: readonly string[];
}

export class HitRanking {
  readonly #keywords: readonly KeywordLists[];
  readonly #candidates = new Map<string, Candidate>();

  /** A profile is worth the sum over the keywords of the better of each one's terms. */
  constructor(keywords: readonly KeywordLists[]) {
    this.#keywords = keywords;
    for (const [place, { lists }] of keywords.entries())
      for (const { postings } of lists) for (const posting of postings) this.#note(place, posting);
  }

  /** Whether profiles exist that were not read. */
  get isCut(): boolean {
    return this.#keywords.some(({ lists }) => lists.some(({ isCut }) => isCut));
  }

  /**
   * Agents whose terms must be looked up before they can be ranked: they are in one keyword's list and might have been in the unread rest of
   * another's. The most promising come first, at most `pairsMax` pairs of agent and term.
   */
  doubt(pairsMax: number): Doubt {
    const ceilings = this.#keywords.map(({ lists }) => Math.max(0, ...lists.filter(({ isCut }) => isCut).map(lastWeight)));
    const terms = this.#keywords.flatMap(({ lists }) => lists.flatMap(({ term, isCut }) => (isCut ? [term] : [])));
    const open: Hit[] = [];
    for (const { agentId, createdAt, scores } of this.#candidates.values()) {
      const most = sum(scores.map((score, place) => Math.max(score, ceilings[place] ?? 0)));
      if (most > sum(scores)) open.push({ agentId, createdAt, relevance: most });
    }
    const count = Math.floor(pairsMax / Math.max(1, terms.length));
    return {
      agentIds: inOrder(open)
        .slice(0, count)
        .map(({ agentId }) => agentId),
      terms,
    };
  }

  /** Takes in what the index says about the agents in doubt. */
  settle(found: readonly (Posting & { readonly term: string })[]): void {
    const placesOf = new Map<string, number[]>();
    for (const [place, { lists }] of this.#keywords.entries())
      for (const { term } of lists) placesOf.set(term, [...(placesOf.get(term) ?? []), place]);
    for (const posting of found) for (const place of placesOf.get(posting.term) ?? []) this.#note(place, posting);
  }

  /** Best first; among equals the newest, then the greatest id. */
  hits(): Hit[] {
    return inOrder(
      [...this.#candidates.values()].map(({ agentId, createdAt, scores }) => ({ agentId, createdAt, relevance: sum(scores) })),
    );
  }

  #note(place: number, { agentId, createdAt, weight }: Posting): void {
    let candidate = this.#candidates.get(agentId);
    if (candidate === undefined) {
      candidate = { agentId, createdAt, scores: this.#keywords.map(() => 0) };
      this.#candidates.set(agentId, candidate);
    }
    candidate.scores[place] = Math.max(candidate.scores[place] ?? 0, weight);
  }
}

function lastWeight({ postings }: PostingList): number {
  return postings.at(-1)?.weight ?? 0;
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function inOrder(hits: Hit[]): Hit[] {
  return hits.sort((a, b) => b.relevance - a.relevance || b.createdAt - a.createdAt || (a.agentId < b.agentId ? 1 : -1));
}
