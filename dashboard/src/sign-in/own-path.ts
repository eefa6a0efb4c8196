/** Accepts only a path of this very origin; anything else becomes `/agents`, so that a link cannot lead a person away. */
export function ownPath(wanted: string | undefined, origin: string): string {
  if (wanted === undefined || !wanted.startsWith('/') || wanted.length > 2_000) return '/agents';
  const url = URL.parse(wanted, origin);
  if (url === null || url.origin !== origin) return '/agents';
  if (url.pathname === '/login' || url.pathname === '/welcome') return '/agents';
  return `${url.pathname}${url.search}${url.hash}`;
}
