import { Type } from 'typebox';
import { sessionStatuses } from '../../domain/sessions/index.ts';
import type { AnswerDoc } from '../kit/index.ts';
import { jsonObject, nullable, oneOf, timestamp } from '../kit/index.ts';

const failure = Type.Object({ detail: Type.String(), code: Type.String() });

const meanings: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  403: 'Not allowed',
  404: 'There is no such thing, or it is out of reach',
  409: 'The current state does not allow it',
  413: 'Too large',
  422: 'It is well-formed and cannot be done, such as an `Idempotency-Key` that stands for another request',
  429: 'Too many; `Retry-After` says when to try again',
};

/** Errors of a route beside those that any can have. */
export function refusals(...statuses: readonly number[]): Readonly<Record<number, AnswerDoc>> {
  return Object.fromEntries(statuses.map((status) => [status, { description: meanings[status] ?? 'Refused', schema: failure }]));
}

export const uuid = Type.String({ format: 'uuid' });
/** What ended is answered with a body, which clients of this API parse. */
export const done = Type.Object({ success: Type.Literal(true) });
export const instanceParams = Type.Object({ id: uuid });

export const message = Type.Object({
  id: uuid,
  agent_instance_id: uuid,
  sender_type: oneOf(['AGENT', 'USER']),
  sender_user_id: nullable(uuid),
  content: Type.String(),
  sender_user_display_name: nullable(Type.String()),
  requires_user_input: Type.Boolean(),
  created_at: timestamp,
  metadata: jsonObject,
});

export const instance = Type.Object({
  id: uuid,
  agent_type_id: uuid,
  agent_type_name: Type.String(),
  name: Type.String(),
  status: oneOf(sessionStatuses),
  started_at: timestamp,
  ended_at: nullable(timestamp),
  last_heartbeat_at: nullable(timestamp),
  last_read_message_id: nullable(uuid),
  latest_message: nullable(Type.String()),
  latest_message_at: nullable(timestamp),
  chat_length: Type.Integer(),
  instance_metadata: jsonObject,
});

export const agentType = Type.Object({
  id: uuid,
  name: Type.String(),
  created_at: timestamp,
  total_instances: Type.Integer(),
  active_instances: Type.Integer(),
  recent_instances: Type.Array(instance, { description: 'The newest five, newest first' }),
});

const counts = { total_instances: Type.Integer(), active_instances: Type.Integer(), completed_instances: Type.Integer() };

export const summary = Type.Object({ ...counts, agent_types: Type.Array(Type.Object({ id: uuid, name: Type.String(), ...counts })) });

export const detail = Type.Object({
  ...instance.properties,
  messages: Type.Array(message, { description: 'Oldest first' }),
  git_diff: nullable(Type.String()),
  access_level: oneOf(['READ', 'WRITE']),
  is_owner: Type.Boolean(),
  liveness: nullable(oneOf(['alive', 'stale', 'disconnected'])),
  stream_cursor: Type.String({ description: 'Extension: `?after=` of a stream that goes on from here' }),
});

export const access = Type.Object({
  id: uuid,
  email: nullable(Type.String({ description: 'Null when it is shared with a team' })),
  team_id: nullable(uuid),
  team_name: nullable(Type.String()),
  access: oneOf(['READ', 'WRITE']),
  user_id: nullable(uuid),
  display_name: nullable(Type.String()),
  invited: Type.Boolean({ description: 'Nobody of the organization has this address' }),
  created_at: timestamp,
  updated_at: timestamp,
});
