import type { At } from '../../domain/home.ts';
import { listMessages } from '../../domain/messages/index.ts';
import type { Message } from '../../domain/messages/index.ts';
import { getSession, listAgentTypes, listReadPointers, listSessions } from '../../domain/sessions/index.ts';
import type { AgentType, Session, SessionDetails, SessionScope } from '../../domain/sessions/index.ts';

type Pointers = ReadonlyMap<string, string>;

export interface Instances {
  readonly sessions: readonly Session[];
  readonly pointers: Pointers;
}

const idsOf = (sessions: readonly Session[]): string[] => sessions.map(({ id }) => id);

/** @throws Refusal `not_found` agent.unknown */
export async function instancesOf(
  at: At,
  asked: { readonly agent?: string; readonly scope?: SessionScope; readonly limit: number },
): Promise<Instances> {
  const { items } = await listSessions(at, asked);
  return { sessions: items, pointers: await listReadPointers(at, idsOf(items)) };
}

export async function typesOf(at: At): Promise<{ readonly types: readonly AgentType[]; readonly pointers: Pointers }> {
  const types = await listAgentTypes(at, { withRecent: true });
  const sessions = types.flatMap(({ recent }) => recent);
  return { types, pointers: await listReadPointers(at, idsOf(sessions)) };
}

/** A session that was just changed, by its id. @throws Refusal `not_found` session.unknown */
export async function instanceOf(at: At, id: string): Promise<{ readonly session: SessionDetails; readonly lastRead: string | null }> {
  const session = await getSession(at, id);
  return { session, lastRead: (await listReadPointers(at, [session.id])).get(session.id) ?? null };
}

/** @throws Refusal `not_found` session.unknown · `invalid` message.unknown */
export async function instanceWithMessages(
  at: At,
  asked: { readonly id: string; readonly limit: number; readonly before?: string | undefined },
): Promise<{ readonly session: SessionDetails; readonly lastRead: string | null; readonly messages: readonly Message[] }> {
  const found = await instanceOf(at, asked.id);
  const { messages } = await listMessages(at, { sessionId: found.session.id, limit: asked.limit, before: asked.before });
  return { ...found, messages };
}
