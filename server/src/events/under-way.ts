/** Counts by a key, without those that are zero. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string, by: 1 | -1): void {
    const count = this.of(key) + by;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }

  atLeast(max: number): string[] {
    return [...this.#counts].filter(([, count]) => count >= max).map(([key]) => key);
  }
}

/** How many things may be under way at once that have one id of that name in common, such as an organisation. */
export type SharedLimits<Name extends string> = { readonly [N in Name]: number };

/** Guaranteed by the type: the limits are written out where they are given, with these names and no others. */
function namesIn<Name extends string>(limits: SharedLimits<Name>): Name[] {
  return Object.keys(limits) as Name[];
}

/** What there is room for. */
export interface Room<Name extends string> {
  left(): number;
  /** For things that have this id in common with what is under way. */
  leftOf(name: Name, id: string): number;
  /** Ids without room. */
  full(name: Name): readonly string[];
}

/** The work of this process that has begun and not ended, and how much more there may be. */
export class UnderWay<Name extends string> implements Room<Name> {
  readonly #atOnceMax: number;
  readonly #groups: ReadonlyMap<Name, { readonly max: number; readonly counts: Counts }>;
  readonly #work = new Set<Promise<void>>();

  constructor(atOnceMax: number, limits: SharedLimits<Name>) {
    this.#atOnceMax = atOnceMax;
    this.#groups = new Map(namesIn(limits).map((name) => [name, { max: limits[name], counts: new Counts() }]));
  }

  left(): number {
    return Math.max(0, this.#atOnceMax - this.#work.size);
  }

  leftOf(name: Name, id: string): number {
    const group = this.#groups.get(name);
    return group === undefined ? 0 : group.max - group.counts.of(id);
  }

  full(name: Name): readonly string[] {
    const group = this.#groups.get(name);
    return group === undefined ? [] : group.counts.atLeast(group.max);
  }

  add(ids: { readonly [N in Name]: string }, work: Promise<void>): void {
    for (const [name, { counts }] of this.#groups) counts.add(ids[name], 1);
    const counted = work.finally(() => {
      for (const [name, { counts }] of this.#groups) counts.add(ids[name], -1);
      this.#work.delete(counted);
    });
    this.#work.add(counted);
  }

  /** Whether there is no room left, at all or for some id. */
  isFull(): boolean {
    return this.left() === 0 || [...this.#groups.keys()].some((name) => this.full(name).length > 0);
  }

  /** Resolves when what is under way now has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#work);
  }
}
