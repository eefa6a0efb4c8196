import type { Session } from '@forgeyard/sdk';

const words: ReadonlyMap<string, string> = new Map([
  ['api_key', 'API'],
  ['ui', 'Dashboard'],
  ['runner', 'Runner'],
]);

/** Says where a session came from: the way in, and the key or person. */
export function sourceOf(session: Session): string {
  const by = session.credential?.name ?? session.user?.name;
  const way = words.get(session.origin) ?? session.origin;
  return by === undefined ? way : `${way} · ${by}`;
}

/** The name of a session; its id when nobody named it. */
export function nameOf(session: Session): string {
  return session.name ?? session.id;
}
