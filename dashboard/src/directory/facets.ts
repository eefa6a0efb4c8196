import type { DirectoryEntry } from '@forgeyard/sdk';

export interface Facet {
  readonly category: string;
  readonly hits: number;
}

/** The categories of the hits that are loaded, most frequent first. */
export function facetsOf(entries: readonly DirectoryEntry[]): readonly Facet[] {
  const hits = new Map<string, number>();
  for (const { category } of entries) if (category !== '') hits.set(category, (hits.get(category) ?? 0) + 1);
  return [...hits]
    .map(([category, amount]) => ({ category, hits: amount }))
    .sort((a, b) => b.hits - a.hits || a.category.localeCompare(b.category));
}
