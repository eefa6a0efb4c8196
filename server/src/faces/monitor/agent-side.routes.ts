import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339OrNull } from '../../kernel/clock.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { whoAsks } from '../../domain/credentials/index.ts';
import {
  awaitPending,
  endOwnSession,
  heartbeat,
  pendingMessages,
  postAgentMessage,
  postUserMessage,
  registerSession,
  requestInput,
} from '../../domain/messages/index.ts';
import type { AgentMessage } from '../../domain/messages/index.ts';
import { asJsonObject, customRoute, repeatKeyOf, replayHeaders, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  agentMessage,
  agentMessageAnswer,
  ended,
  ending,
  heartbeatAnswer,
  pendingAnswer,
  pendingQuery,
  registered,
  registration,
  requestedInput,
  userMessage,
  userMessageAnswer,
  verified,
} from './agent-side.wire.ts';
import { showMessage } from './show.ts';
import { instanceParams, refusals } from './wire.ts';

const tag = { tag: 'Dashboard messages' } as const;
const exampleId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** What a client says of its surroundings is kept with the session. */
function metadataOf({ transport, project, home_dir: homeDir, metadata }: Static<typeof registration>): JsonObject {
  const said = Object.entries({ transport, project, home_dir: homeDir }).filter(([, value]) => typeof value === 'string');
  return asJsonObject({ ...metadata, ...Object.fromEntries(said) });
}

const register = route({
  ...tag,
  method: 'POST',
  path: '/api/v1/agent-instances',
  operationId: 'monitorRegisterInstance',
  summary: 'Register an instance before its first message; its agent is made when it is the first of its type',
  body: registration,
  bodyExample: { agent_instance_id: exampleId, agent_type: 'Claude Code', name: 'Fix the login' },
  status: 201,
  answers: { 201: { description: 'The instance', schema: registered }, ...refusals(400, 403, 409) },
  operation: registerSession,
  read: ({ body }) => ({
    sessionId: body.agent_instance_id,
    agentType: body.agent_type,
    name: body.name ?? undefined,
    metadata: metadataOf(body),
  }),
  show: (session) => ({
    success: true,
    agent_instance_id: session.id,
    agent_type_id: session.agent.id,
    agent_type_name: session.agent.displayName,
    status: session.status,
    name: session.name,
    instance_metadata: session.metadata,
  }),
});

const verify = route({
  ...tag,
  method: 'GET',
  path: '/api/v1/auth/verify',
  operationId: 'monitorVerifyKey',
  summary: 'Learn whether a key works, and whose it is',
  answers: { 200: { description: 'The key works', schema: verified } },
  operation: whoAsks,
  read: () => undefined,
  show: (owner) => ({ success: true, user_id: owner.userId, org_id: owner.orgId, agent_type_id: owner.agentId }),
});

function readAgentMessage(body: Static<typeof agentMessage>): AgentMessage {
  return {
    sessionId: body.agent_instance_id,
    agentType: body.agent_type,
    content: body.content,
    requiresUserInput: body.requires_user_input,
    options: body.options,
    metadata: body.metadata === undefined || body.metadata === null ? undefined : asJsonObject(body.metadata),
    name: body.name ?? undefined,
    gitDiff: body.git_diff,
  };
}

const postAgent = route({
  ...tag,
  method: 'POST',
  path: '/api/v1/messages/agent',
  operationId: 'monitorPostAgentMessage',
  summary: 'Say what you do, or ask (`requires_user_input`); the first message opens the instance',
  body: agentMessage,
  bodyExample: { agent_instance_id: exampleId, agent_type: 'Claude Code', content: 'Running the tests', requires_user_input: false },
  answers: { 200: { description: 'Said', schema: agentMessageAnswer }, ...refusals(400, 403, 404, 409, 422, 429) },
  operation: postAgentMessage,
  read: (wire) => ({ ...readAgentMessage(wire.body), ...repeatKeyOf(wire) }),
  headers: replayHeaders,
  show: ({ sessionId, message, queued }) => ({
    success: true,
    agent_instance_id: sessionId,
    message_id: message.id,
    queued_user_messages: queued.map(showMessage),
  }),
});

const postUser = route({
  ...tag,
  method: 'POST',
  path: '/api/v1/messages/user',
  operationId: 'monitorPostUserMessage',
  summary: 'Pass on what a person typed where the agent runs',
  body: userMessage,
  bodyExample: { agent_instance_id: exampleId, content: 'Yes, go on', mark_as_read: true },
  answers: { 200: { description: 'Said', schema: userMessageAnswer }, ...refusals(400, 403, 404, 409, 422, 429) },
  operation: postUserMessage,
  read: (wire) => ({
    sessionId: wire.body.agent_instance_id,
    content: wire.body.content,
    isRead: wire.body.mark_as_read,
    ...repeatKeyOf(wire),
  }),
  headers: replayHeaders,
  show: ({ message, isRead }) => ({
    success: true,
    agent_instance_id: message.sessionId,
    message_id: message.id,
    marked_as_read: isRead,
  }),
});

const pending = customRoute({
  ...tag,
  method: 'GET',
  path: '/api/v1/messages/pending',
  operationId: 'monitorPendingMessages',
  summary: 'Fetch what people wrote since you read last; each message is given once',
  query: pendingQuery,
  answers: { 200: { description: 'New messages, oldest first', schema: pendingAnswer }, ...refusals(400, 403, 404, 409, 429) },
  operationGrant: pendingMessages.grant,
  respond: async (at, wire) => {
    const { agent_instance_id: sessionId, last_read_message_id: lastReadMessageId, wait = 0 } = wire.query;
    const request = { sessionId, lastReadMessageId };
    const patient = () => ({ ...request, enough: AbortSignal.timeout(wait * 1_000), gone: wire.closed });
    const { status, messages } = await (wait === 0 ? pendingMessages(at, request) : awaitPending(at, patient()));
    return { status: 200, body: { agent_instance_id: sessionId.toLowerCase(), messages: messages.map(showMessage), status } };
  },
});

const askForInput = route({
  ...tag,
  method: 'PATCH',
  path: '/api/v1/messages/:id/request-input',
  operationId: 'monitorRequestInput',
  summary: 'Make a question of what you said, unless somebody has written since',
  params: instanceParams,
  body: Type.Object({}, { additionalProperties: false }),
  isBodyOptional: true,
  answers: { 200: { description: 'Asked, or what had been written', schema: requestedInput }, ...refusals(400, 403, 404, 409) },
  operation: requestInput,
  read: ({ params }) => ({ messageId: params.id }),
  show: ({ message, queued }) => ({
    success: true,
    message_id: message.id,
    agent_instance_id: message.sessionId,
    messages: queued.map(showMessage),
  }),
});

const beat = route({
  ...tag,
  method: 'POST',
  path: '/api/v1/agents/instances/:id/heartbeat',
  operationId: 'monitorHeartbeat',
  summary: 'Give a sign of life, at least every 90 seconds',
  params: instanceParams,
  body: Type.Object({}, { additionalProperties: false }),
  isBodyOptional: true,
  answers: { 200: { description: 'Heard', schema: heartbeatAnswer }, ...refusals(400, 403, 404, 409) },
  operation: heartbeat,
  read: ({ params }) => params.id,
  show: (session) => ({
    success: true,
    agent_instance_id: session.id,
    status: session.status,
    last_heartbeat_at: toRfc3339OrNull(session.heartbeatAt),
  }),
});

const end = route({
  ...tag,
  method: 'POST',
  path: '/api/v1/sessions/end',
  operationId: 'monitorEndSession',
  summary: 'End your own instance',
  body: ending,
  bodyExample: { agent_instance_id: exampleId },
  answers: { 200: { description: 'Ended', schema: ended }, ...refusals(400, 403, 404, 409) },
  operation: endOwnSession,
  read: ({ body }) => ({ id: body.agent_instance_id }),
  show: ({ sessionId, status }) => ({ success: true, agent_instance_id: sessionId, final_status: status }),
});

/** What agents call with their keys. Source: dashboard backend, "API Key Authentication"; surfaces of contract 1. */
export const agentSideRoutes: readonly RouteDraft[] = [register, verify, postAgent, postUser, pending, askForInput, beat, end];
