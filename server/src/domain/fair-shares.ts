/** Somebody who waits for places. */
export interface Waiting {
  readonly id: string;
  /** How much of theirs waits. */
  readonly count: number;
  /** How many places they may get; the fewer they hold, the more. */
  readonly room: number;
}

/** Shares out places one by one, each to whoever may still get the most of them, so that nobody's backlog keeps the others waiting. */
export function fairShares(waiting: readonly Waiting[], places: number): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (let left = places; left > 0; left -= 1) {
    let next: Waiting | undefined;
    for (const one of waiting) if (wants(one, shares) && (next === undefined || leftFor(one, shares) > leftFor(next, shares))) next = one;
    if (next === undefined) break;
    shares.set(next.id, (shares.get(next.id) ?? 0) + 1);
  }
  return shares;
}

function leftFor({ id, room }: Waiting, shares: ReadonlyMap<string, number>): number {
  return room - (shares.get(id) ?? 0);
}

function wants(one: Waiting, shares: ReadonlyMap<string, number>): boolean {
  return leftFor(one, shares) > 0 && (shares.get(one.id) ?? 0) < one.count;
}
