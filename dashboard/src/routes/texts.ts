type Search = Readonly<Record<string, unknown>>;

const textMax = 2_000;

/** Reads the named text parameters of an address, each up to 2,000 characters, and ignores everything else. */
export function texts<Name extends string>(...names: readonly Name[]): (search: Search) => { [Key in Name]?: string } {
  return (search) => {
    const found: { [Key in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string') found[name] = value.slice(0, textMax);
    }
    return found;
  };
}

/** What stands behind the `?`, all of it plain text. */
export function parseSearch(search: string): Search {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes it; empty texts are left out. */
export function stringifySearch(search: Search): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') query.set(name, value);
  return query.size === 0 ? '' : `?${query}`;
}
