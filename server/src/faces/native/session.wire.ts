import { Type } from 'typebox';
import type { Static } from 'typebox';
import { agentKinds } from '../../domain/agents/index.ts';
import { sessionOrigins, sessionScopes, sessionStatuses } from '../../domain/sessions/index.ts';
import type { SessionFilter } from '../../domain/sessions/index.ts';
import { jsonObject, nullable, oneOf, plainText, readWords, timestamp } from '../kit/index.ts';
import { agentName } from './wire.ts';

const named = nullable(Type.Object({ id: Type.String(), name: Type.String() }));

const sessionMembers = {
  id: Type.String(),
  name: Type.String(),
  agent: Type.Object({ ...agentName.properties, kind: oneOf(agentKinds) }),
  status: oneOf(sessionStatuses),
  liveness: nullable(oneOf(['alive', 'stale', 'disconnected'])),
  heartbeat_at: nullable(timestamp),
  origin: oneOf(sessionOrigins),
  credential: named,
  user: named,
  started_at: timestamp,
  ended_at: nullable(timestamp),
  runs_count: Type.Integer(),
  messages_count: Type.Integer(),
  spans_count: Type.Integer(),
  tokens: Type.Object({ input: Type.Integer(), output: Type.Integer() }),
  latest_message: nullable(Type.String({ description: 'The first 500 characters of what was said last' })),
  latest_message_at: nullable(timestamp),
  last_error: nullable(Type.String()),
  has_error: Type.Boolean(),
  last_seq: Type.Integer(),
  metadata: jsonObject,
  is_shared: Type.Boolean({ description: 'Of another organization, which shared it with you' }),
};
export const session = Type.Object(sessionMembers);

const openInteraction = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  question: Type.String(),
  created_at: timestamp,
  deadline_at: nullable(timestamp),
});
export const sessionDetail = Type.Object({
  ...sessionMembers,
  access_level: oneOf(['READ', 'WRITE']),
  is_owner: Type.Boolean(),
  git_diff: nullable(Type.String()),
  open_interaction: nullable(openInteraction),
});

export const message = Type.Object({
  id: Type.String(),
  seq: Type.Integer(),
  session_id: Type.String(),
  sender: oneOf(['agent', 'user']),
  sender_user: named,
  kind: oneOf(['step', 'question', 'feedback', 'answer']),
  content: Type.String(),
  requires_user_input: Type.Boolean(),
  interaction_id: nullable(Type.String()),
  run_id: nullable(Type.String()),
  created_at: timestamp,
  metadata: jsonObject,
});
export const messagePage = Type.Object({
  data: Type.Array(message, { description: 'Oldest first' }),
  has_more: Type.Boolean({ description: 'Whether there are more in the direction that was asked for' }),
});
export const sentMessage = Type.Object({
  message,
  run_id: nullable(Type.String()),
  answered_interaction_id: nullable(Type.String()),
});

export const sessionFilterQuery = {
  agent: Type.Optional(Type.String({ maxLength: 200 })),
  status: Type.Optional(plainText(200, 0, 'Statuses as they are shown, separated by commas')),
  origin: Type.Optional(plainText(200, 0, 'Origins, separated by commas')),
  credential: Type.Optional(Type.String({ format: 'uuid' })),
  q: Type.Optional(plainText(200, 0, 'Part of the name or of the latest message, compared without case')),
  has_error: Type.Optional(Type.Boolean({ description: '`true` lists only sessions that failed' })),
  since: Type.Optional(Type.String({ format: 'date-time', description: 'Begun at or after this time' })),
  until: Type.Optional(Type.String({ format: 'date-time', description: 'Begun before this time' })),
  scope: Type.Optional(oneOf(sessionScopes)),
};
const filterSchema = Type.Object(sessionFilterQuery);

/** @throws Refusal `invalid` query.invalid when a word is none of the list's */
export function readSessionFilter(query: Static<typeof filterSchema>): SessionFilter {
  return {
    agent: query.agent,
    statuses: readWords(query.status, sessionStatuses, '/status'),
    origins: readWords(query.origin, sessionOrigins, '/origin'),
    credential: query.credential?.toLowerCase(),
    text: query.q,
    hasError: query.has_error,
    since: query.since === undefined ? undefined : Date.parse(query.since),
    until: query.until === undefined ? undefined : Date.parse(query.until),
    scope: query.scope,
  };
}
