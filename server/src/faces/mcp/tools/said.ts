import { Type } from 'typebox';
import { toRfc3339 } from '../../../kernel/clock.ts';
import type { Message } from '../../../domain/messages/index.ts';
import { longText, nullable, plainText, timestamp } from '../../kit/index.ts';
import type { ToolCall } from '../tool.ts';

export const instanceId = Type.String({ format: 'uuid', description: 'Your session: what an earlier call returned' });

/** In whose name something is said. */
export const sessionMembers = {
  agent_instance_id: Type.Optional(instanceId),
  agent_type: Type.Optional(plainText(100, 1, 'What kind of agent you are, for a new session; keys of one agent need none')),
  git_diff: Type.Optional(longText(1_000_000, 0, 'What you have changed in your working copy, as `git diff` prints it')),
};

interface SayerArguments {
  readonly agent_type?: string;
  readonly git_diff?: string;
}

/** The session and agent of a call, as messages take them. A client that names no kind of agent is known by its own name. */
export function sayer({ args, clientName }: ToolCall<SayerArguments>, session: { readonly id: string }) {
  const { agent_type: type = clientName?.slice(0, 100) ?? 'MCP client', git_diff: gitDiff } = args;
  return { sessionId: session.id, agentType: type, ...(gitDiff === undefined ? {} : { gitDiff }) };
}

export const saidShape = Type.Object({
  message_id: Type.String(),
  content: Type.String(),
  sender_name: nullable(Type.String()),
  created_at: timestamp,
});

export function said({ id, content, senderUser, createdAt }: Message) {
  return { message_id: id, content, sender_name: senderUser?.name ?? null, created_at: toRfc3339(createdAt) };
}

/** The answer of a tool in words, with what people wrote behind it. */
export function heard(first: string, messages: readonly Message[]): string {
  return [first, ...messages.map(({ content, senderUser }) => `${senderUser?.name ?? 'A person'} wrote: ${content}`)].join('\n\n');
}
