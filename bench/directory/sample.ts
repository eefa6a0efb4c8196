import type { Search } from './searches.ts';

export interface Row {
  readonly name: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const warmUpRounds = 5;

/** Milliseconds of each search, asked one after the other in interleaved rounds, and of all of them together. */
export async function sample(url: string, searches: readonly Search[], rounds: number): Promise<readonly Row[]> {
  const times = new Map<string, number[]>(searches.map(({ name }) => [name, []]));
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    for (const { name, query } of searches) {
      const startedAt = performance.now();
      const response = await fetch(`${url}/api/agents/directory?${query(round)}`);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${name}: ${response.status} ${text}`);
      if (round >= warmUpRounds) times.get(name)?.push(performance.now() - startedAt);
    }
  }
  const rows = [...times].map(([name, values]) => rowOf(name, values));
  return [...rows, rowOf('the whole mix', [...times.values()].flat())];
}

function rowOf(name: string, values: readonly number[]): Row {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { name, p50: at(0.5), p99: at(0.99) };
}
