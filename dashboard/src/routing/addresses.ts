/**
 * The addresses of the pages, each with the names that may stand behind its `?`.
 * `$name` at the end of a path is a part that differs from thing to thing.
 */
export const addresses = {
  '/login': ['next', 'error'],
  '/sign-up': ['next'],
  '/invitations/$token': [],
  '/reset': [],
  '/reset/$token': [],
  '/welcome': ['token'],
  '/': ['period'],
  '/agents': ['q', 'status', 'capability', 'available'],
  '/agents/$slug': ['tab', 'session', 'period', 'type'],
  '/runs': ['agent', 'session', 'status'],
  '/runs/$id': ['tab', 'step', 'seq', 'type'],
  '/sessions': ['q', 'status', 'origin', 'agent', 'key', 'error', 'time', 'scope'],
  '/sessions/compare': ['from', 'to'],
  '/sessions/$id': ['tab', 'seq', 'type', 'span', 'failed'],
  '/inbox': ['id', 'who', 'kind', 'show', 'agent'],
  '/tasks': ['project', 'agent', 'priority', 'text', 'mine', 'status', 'view'],
  '/tasks/$id': [],
  '/deliverables': ['status', 'agent', 'project', 'mine'],
  '/deliverables/$id': ['view', 'from', 'to'],
  '/projects': ['q', 'status'],
  '/projects/$id': ['tab', 'entry'],
  '/directory': ['q', 'category'],
  '/directory/$agt': [],
  '/settings/keys': ['q', 'kind', 'status', 'attention'],
  '/settings/keys/$id': [],
  '/settings/audit': ['event', 'actor', 'target', 'range', 'from', 'to', 'entry'],
  '/settings/webhooks': ['q', 'status'],
  '/settings/webhooks/$id': ['tab', 'state', 'event', 'delivery'],
  '/settings/providers': [],
  '/settings/profile': [],
  '/settings/members': [],
  '/settings/teams': [],
  '/settings/teams/$id': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Path = keyof typeof addresses;

/** What stands behind the `?` of a page, all of it text. */
export type SearchOf<P extends Path> = { readonly [Name in (typeof addresses)[P][number]]?: string };

/** The parts of a path that differ from thing to thing. */
export type ParamsOf<P extends Path> = P extends `${string}$${infer Name}` ? { readonly [Key in Name]: string } : NoParams;
export type NoParams = Readonly<Record<never, string>>;

const textMax = 2_000;

/** Guaranteed by the type of `addresses`: its keys are the paths, all of them. */
export function allPaths(): readonly Path[] {
  return Object.keys(addresses) as Path[];
}

/** The texts that a page knows by name; everything else behind the `?` is ignored. */
export function searchIn<P extends Path>(path: P, search: string): SearchOf<P> {
  const given = new URLSearchParams(search);
  const names: readonly string[] = addresses[path];
  return known(names.flatMap((name) => (given.has(name) ? [[name, (given.get(name) ?? '').slice(0, textMax)] as const] : [])));
}

/** Guaranteed by `searchIn`: every name is one of the page's own. */
function known<P extends Path>(entries: readonly (readonly [string, string])[]): SearchOf<P> {
  return Object.fromEntries(entries) as SearchOf<P>;
}

/** Writes an address; empty texts are left out of it. */
export function hrefOf(path: Path, params: Readonly<Record<string, string>>, search: Readonly<Record<string, string | undefined>>): string {
  const place = path.replace(/\$(\w+)/, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const query = new URLSearchParams(
    Object.entries(search).flatMap(([name, text]) => (text === undefined || text === '' ? [] : [[name, text]])),
  );
  return query.size === 0 ? place : `${place}?${query}`;
}

export interface Match {
  readonly path: Path;
  readonly params: Readonly<Record<string, string>>;
}

/** The page that an address leads to; undefined where there is none. A part that is no valid text is as good as none. */
export function matchOf(pathname: string): Match | undefined {
  const place = pathname.length > 1 ? pathname.replace(/\/+$/, '') || '/' : pathname;
  if (place in addresses && !place.includes('$')) return { path: knownPath(place), params: {} };
  const cut = place.lastIndexOf('/') + 1;
  const found = allPaths().find((path) => path.startsWith(`${place.slice(0, cut)}$`));
  if (found === undefined || cut === place.length) return undefined;
  try {
    return { path: found, params: { [found.slice(found.indexOf('$') + 1)]: decodeURIComponent(place.slice(cut)) } };
  } catch {
    return undefined;
  }
}

/** Guaranteed by `matchOf`: it looked the text up in `addresses`. */
function knownPath(place: string): Path {
  return place as Path;
}
