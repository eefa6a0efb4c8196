import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { At } from '../../domain/home.ts';
import type { Message, SentMessage } from '../../domain/messages/index.ts';
import type { Session, SessionDetails } from '../../domain/sessions/index.ts';
import { showName } from './show.ts';

/** Sessions and what was said in them, as our own API shows them to a caller. */
export function showSession(session: Session, { caller }: Pick<At, 'caller'>) {
  return {
    id: session.id,
    name: session.name,
    agent: { ...showName(session.agent), kind: session.agent.kind },
    status: session.status,
    liveness: session.liveness,
    heartbeat_at: toRfc3339OrNull(session.heartbeatAt),
    origin: session.origin,
    credential: session.credential,
    user: session.user,
    started_at: toRfc3339(session.startedAt),
    ended_at: toRfc3339OrNull(session.endedAt),
    runs_count: session.runsCount,
    messages_count: session.messagesCount,
    spans_count: session.spansCount,
    tokens: { input: session.inputTokens, output: session.outputTokens },
    latest_message: session.latestMessage,
    latest_message_at: toRfc3339OrNull(session.latestMessageAt),
    last_error: session.lastError,
    has_error: session.hasError,
    last_seq: session.lastSeq,
    metadata: session.metadata,
    is_shared: session.orgId !== caller.orgId,
  };
}

export function showSessionDetail(session: SessionDetails, at: Pick<At, 'caller'>) {
  const open = session.openInteraction;
  return {
    ...showSession(session, at),
    access_level: session.access,
    is_owner: session.isOwner,
    git_diff: session.gitDiff,
    open_interaction:
      open === null
        ? null
        : {
            id: open.id,
            kind: open.kind,
            question: open.question,
            created_at: toRfc3339(open.createdAt),
            deadline_at: toRfc3339OrNull(open.deadlineAt),
          },
  };
}

export function showMessage(message: Message) {
  return {
    id: message.id,
    seq: message.seq,
    session_id: message.sessionId,
    sender: message.sender,
    sender_user: message.senderUser,
    kind: message.kind,
    content: message.content,
    requires_user_input: message.requiresUserInput,
    interaction_id: message.interactionId,
    run_id: message.runId,
    created_at: toRfc3339(message.createdAt),
    metadata: message.metadata,
  };
}

export function showSent({ message, runId, answeredInteractionId }: SentMessage) {
  return { message: showMessage(message), run_id: runId, answered_interaction_id: answeredInteractionId };
}
