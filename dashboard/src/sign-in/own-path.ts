const doors = ['/login', '/welcome', '/sign-up', '/reset'];

function isAt(pathname: string, place: string): boolean {
  return pathname === place || pathname.startsWith(`${place}/`);
}

/** True for the pages that a person sees before signing in; a lost session leads nowhere from there. */
export function isInFront(pathname: string): boolean {
  return [...doors, '/invitations'].some((door) => isAt(pathname, door));
}

/** Accepts only a path of this very origin; anything else becomes `/agents`, so that a link cannot lead a person away. */
export function ownPath(wanted: string | undefined, origin: string): string {
  if (wanted === undefined || !wanted.startsWith('/') || wanted.length > 2_000) return '/agents';
  const url = URL.parse(wanted, origin);
  if (url === null || url.origin !== origin || url.pathname.startsWith('//')) return '/agents';
  if (doors.some((door) => isAt(url.pathname, door))) return '/agents';
  return `${url.pathname}${url.search}${url.hash}`;
}
