import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { AgentType, Session, Share } from '../../domain/sessions/index.ts';
import type { Message } from '../../domain/messages/index.ts';

/** The domain's things in this API's words. */
export function showMessage(message: Message) {
  return {
    id: message.id,
    agent_instance_id: message.sessionId,
    sender_type: message.sender === 'agent' ? 'AGENT' : 'USER',
    sender_user_id: message.senderUser?.id ?? null,
    content: message.content,
    sender_user_display_name: message.senderUser?.name ?? null,
    requires_user_input: message.requiresUserInput,
    created_at: toRfc3339(message.createdAt),
    metadata: message.metadata,
  };
}

/** A session as an agent instance; `lastRead` is the message that its agent has read last. */
export function showInstance(session: Session, lastRead: string | null) {
  return {
    id: session.id,
    agent_type_id: session.agent.id,
    agent_type_name: session.agent.displayName,
    name: session.name,
    status: session.status,
    started_at: toRfc3339(session.startedAt),
    ended_at: toRfc3339OrNull(session.endedAt),
    last_heartbeat_at: toRfc3339OrNull(session.heartbeatAt),
    last_read_message_id: lastRead,
    latest_message: session.latestMessage,
    latest_message_at: toRfc3339OrNull(session.latestMessageAt),
    chat_length: session.messagesCount,
    instance_metadata: session.metadata,
  };
}

export function showAgentType(type: AgentType, pointers: ReadonlyMap<string, string>) {
  return {
    id: type.id,
    name: type.name,
    created_at: toRfc3339(type.createdAt),
    total_instances: type.total,
    active_instances: type.active,
    recent_instances: type.recent.map((session) => showInstance(session, pointers.get(session.id) ?? null)),
  };
}

export function showSummary(types: readonly AgentType[]) {
  const sum = (of: (type: AgentType) => number): number => types.reduce((total, type) => total + of(type), 0);
  return {
    total_instances: sum(({ total }) => total),
    active_instances: sum(({ active }) => active),
    completed_instances: sum(({ completed }) => completed),
    agent_types: types.map((type) => ({
      id: type.id,
      name: type.name,
      total_instances: type.total,
      active_instances: type.active,
      completed_instances: type.completed,
    })),
  };
}

export function showAccess(share: Share) {
  return {
    id: share.id,
    email: share.email,
    team_id: share.team?.id ?? null,
    team_name: share.team?.name ?? null,
    access: share.access,
    user_id: share.user?.id ?? null,
    display_name: share.user?.name ?? null,
    invited: share.user === null && share.team === null,
    created_at: toRfc3339(share.createdAt),
    updated_at: toRfc3339(share.updatedAt),
  };
}
