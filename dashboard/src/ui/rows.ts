/** Joins the pages of an endless list, leaving out rows that moved between two pages. */
export function joinPages<Row extends { readonly id: string }>(
  pages: readonly { readonly data: readonly Row[] }[] | undefined,
): readonly Row[] {
  const rowById = new Map<string, Row>();
  for (const page of pages ?? []) for (const row of page.data) if (!rowById.has(row.id)) rowById.set(row.id, row);
  return [...rowById.values()];
}
