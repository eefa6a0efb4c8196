import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { JsonObject, MessagePage, SessionStatus } from '../types.ts';

/** A message as the dashboard backend has it. */
export interface WireMessage {
  readonly id: string;
  readonly sender_type: 'AGENT' | 'USER';
  readonly sender_user_id: string | null;
  readonly content: string;
  readonly created_at: string;
}

export interface Registration {
  readonly agent_instance_id: string;
  readonly agent_type: string;
  readonly name?: string | undefined;
  readonly metadata?: JsonObject | undefined;
}

export interface AgentMessageBody {
  readonly agent_instance_id: string;
  readonly content: string;
  readonly requires_user_input: boolean;
  readonly options?: readonly string[] | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly git_diff?: string | null | undefined;
}

export interface Posted {
  readonly message_id: string;
  readonly queued_user_messages: readonly WireMessage[];
}

export interface Pending {
  readonly status: 'ok' | 'stale';
  readonly messages: readonly WireMessage[];
}

/** The calls of an agent that runs elsewhere. Those that may be made again without harm are retried by the transport. */
export interface Wire {
  readonly register: (body: Registration, options?: CallOptions) => Promise<unknown>;
  /** Said once for each key, however often it is sent. */
  readonly post: (body: AgentMessageBody, key: string, options?: CallOptions) => Promise<Posted>;
  /** With `waitS` it is answered when somebody writes, or after so many whole seconds. */
  readonly pending: (session: string, lastRead: string | undefined, waitS: number, options?: CallOptions) => Promise<Pending>;
  readonly beat: (session: string, options?: CallOptions) => Promise<{ readonly status: SessionStatus }>;
  readonly end: (session: string, options?: CallOptions) => Promise<unknown>;
  /** The message up to which the session has been read; null while nothing has. */
  readonly lastRead: (session: string, options?: CallOptions) => Promise<string | null>;
  /** Oldest first. */
  readonly messages: (session: string, after: string | undefined, options?: CallOptions) => Promise<MessagePage>;
}

/** Time for the answer to a poll beyond what it waits. */
const answerMsMax = 15_000;

export function wireOf(transport: Transport): Wire {
  const repeatable = <T>(address: string, body: unknown, options: CallOptions | undefined): Promise<T> =>
    transport.json<T>({ method: 'POST', path: address, body, idempotencyKey: transport.environment.newKey(), options });
  return {
    register: (body, options) => repeatable('/api/v1/agent-instances', body, options),
    post: (body, idempotencyKey, options) =>
      transport.json({ method: 'POST', path: '/api/v1/messages/agent', body, idempotencyKey, options }),
    // Not retried: messages are given once, so that a lost answer has to be noticed.
    pending: (session, lastRead, waitS, options) =>
      transport.json({
        method: 'GET',
        path: '/api/v1/messages/pending',
        query: { agent_instance_id: session, last_read_message_id: lastRead, wait: waitS === 0 ? undefined : waitS },
        ...(waitS === 0 ? {} : { timeoutMs: waitS * 1_000 + answerMsMax }),
        options: { ...options, maxRetries: 0 },
      }),
    beat: (session, options) => repeatable(path`/api/v1/agents/instances/${session}/heartbeat`, {}, options),
    end: (session, options) => repeatable('/api/v1/sessions/end', { agent_instance_id: session }, options),
    lastRead: async (session, options) =>
      (
        await transport.json<{ readonly last_read_message_id: string | null }>({
          method: 'GET',
          path: path`/api/v1/agent-instances/${session}`,
          query: { message_limit: 1 },
          options,
        })
      ).last_read_message_id,
    messages: (session, after, options) =>
      transport.json({ method: 'GET', path: path`/v1/sessions/${session}/messages`, query: { after, limit: 200 }, options }),
  };
}
