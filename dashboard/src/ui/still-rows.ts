/** A list whose order is kept while somebody points at it. */
export interface StillRows<Row> {
  readonly rows: readonly Row[];
  /** Rows that came, left or changed places meanwhile. */
  readonly waiting: number;
}

/** Lays rows out. Rows that are held stay where they are, with new contents; one that has left the list shows what it said last. */
export function stillRows<Row extends { readonly id: string }>(fresh: readonly Row[], held: readonly Row[] | null): StillRows<Row> {
  if (held === null) return { rows: fresh, waiting: 0 };
  const freshById = new Map(fresh.map((row) => [row.id, row]));
  const heldIds = new Set(held.map(({ id }) => id));
  const rows = held.map((row) => freshById.get(row.id) ?? row);
  const came = fresh.filter(({ id }) => !heldIds.has(id)).length;
  const left = held.filter(({ id }) => !freshById.has(id)).length;
  if (came + left > 0) return { rows, waiting: came + left };
  return { rows, waiting: fresh.filter(({ id }, place) => held[place]?.id !== id).length };
}
