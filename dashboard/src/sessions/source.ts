import type { Session, SessionOrigin } from '@forgeyard/sdk';

/** The ways by which sessions begin, in words. */
export const originWords: Readonly<Record<SessionOrigin, string>> = {
  api_key: 'API',
  ui: 'Dashboard',
  runner: 'Runner',
  external: 'External',
  telemetry: 'Telemetry',
  launch: 'Launch',
};

const words: ReadonlyMap<string, string> = new Map(Object.entries(originWords));

/** Says where a session came from: the way in, and the key or person. */
export function sourceOf(session: Pick<Session, 'origin' | 'credential' | 'user'>): string {
  const by = session.credential?.name ?? session.user?.name;
  const way = words.get(session.origin) ?? session.origin;
  return by === undefined ? way : `${way} · ${by}`;
}

const namedById = /^(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8}([0-9a-f]{4})$/;

/** The name of a session as people read it: one that was made of an id shows only the end of it. */
export function readableName(name: string): string {
  return name.replace(namedById, '$1 …$2');
}

/** The name of a session; its id when nobody named it. */
export function nameOf(session: Pick<Session, 'id' | 'name'>): string {
  return session.name === '' ? session.id : readableName(session.name);
}

/** Whether the agent of a session works somewhere else: its messages are posted, none of its runs are ours. */
export function isForeign({ origin }: Pick<Session, 'origin'>): boolean {
  return origin === 'external' || origin === 'telemetry' || origin === 'launch';
}
