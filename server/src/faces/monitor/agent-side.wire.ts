import { Type } from 'typebox';
import { contentMax, gitDiffMax, pendingWaitMaxS } from '../../domain/messages/index.ts';
import { sessionStatuses } from '../../domain/sessions/index.ts';
import { jsonObject, longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';
import { message, uuid } from './wire.ts';

/** Bodies and answers of what agents call. Source: surfaces of contract 1. */
const strict = { additionalProperties: false } as const;
const agentType = plainText(100, 1, 'What kind of agent speaks, such as `Claude Code`; compared without case');
const success = Type.Literal(true);

export const registration = Type.Object(
  {
    agent_instance_id: Type.Optional(uuid),
    agent_type: agentType,
    name: Type.Optional(nullable(plainText(200, 1))),
    transport: Type.Optional(nullable(plainText(50))),
    project: Type.Optional(nullable(plainText(500))),
    home_dir: Type.Optional(nullable(plainText(500))),
    metadata: Type.Optional(nullable(jsonObject)),
  },
  strict,
);
export const registered = Type.Object({
  success,
  agent_instance_id: uuid,
  agent_type_id: uuid,
  agent_type_name: Type.String(),
  status: oneOf(sessionStatuses),
  name: Type.String(),
  instance_metadata: jsonObject,
});

export const verified = Type.Object({ success, user_id: nullable(uuid), org_id: uuid, agent_type_id: nullable(uuid) });

export const agentMessage = Type.Object(
  {
    agent_instance_id: uuid,
    agent_type: Type.Optional(agentType),
    content: longText(contentMax, 1),
    requires_user_input: Type.Optional(Type.Boolean({ default: false })),
    options: Type.Optional(Type.Array(plainText(200, 1), { maxItems: 10, description: 'Quick replies to a question' })),
    metadata: Type.Optional(nullable(jsonObject)),
    name: Type.Optional(nullable(plainText(200, 1))),
    git_diff: Type.Optional(nullable(longText(gitDiffMax))),
  },
  strict,
);
export const agentMessageAnswer = Type.Object({
  success,
  agent_instance_id: uuid,
  message_id: uuid,
  queued_user_messages: Type.Array(message, { description: 'What people wrote since the agent read last; it counts as read' }),
});

export const userMessage = Type.Object(
  { agent_instance_id: uuid, content: longText(contentMax, 1), mark_as_read: Type.Optional(Type.Boolean({ default: true })) },
  strict,
);
export const userMessageAnswer = Type.Object({ success, agent_instance_id: uuid, message_id: uuid, marked_as_read: Type.Boolean() });

export const pendingQuery = Type.Object({
  agent_instance_id: uuid,
  last_read_message_id: Type.Optional(uuid),
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: pendingWaitMaxS,
      default: 0,
      description: 'Extension: seconds to wait for people when there is nothing new',
    }),
  ),
});
export const pendingAnswer = Type.Object({
  agent_instance_id: uuid,
  messages: Type.Array(message),
  status: oneOf(['ok', 'stale']),
});

export const requestedInput = Type.Object({
  success,
  message_id: uuid,
  agent_instance_id: uuid,
  messages: Type.Array(message, { description: 'What people had written already' }),
});

export const heartbeatAnswer = Type.Object({
  success,
  agent_instance_id: uuid,
  status: oneOf(sessionStatuses),
  last_heartbeat_at: nullable(timestamp),
});

export const ending = Type.Object({ agent_instance_id: uuid }, strict);
export const ended = Type.Object({ success, agent_instance_id: uuid, final_status: Type.Literal('COMPLETED') });
