import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { refuseField } from '../../../kernel/refusal.ts';
import { endOwnSession, postAgentMessage } from '../../../domain/messages/index.ts';
import { longText, oneOf, plainText } from '../../kit/index.ts';
import { tool } from '../tool.ts';
import type { Tool } from '../tool.ts';
import { askQuestion, beginQuestion } from './ask-question.ts';
import { heard, instanceId, said, saidShape, sayer, sessionMembers } from './said.ts';

const strict = { additionalProperties: false } as const;

const logStep = tool({
  name: 'log_step',
  title: 'Log a step',
  description:
    'Tells people what you are doing, in a sentence or two, before you do it. Without agent_instance_id a new session begins: keep the id that is ' +
    'returned and pass it on in every later call. Returns what people have written to you meanwhile; follow it.',
  grant: 'messages:write',
  input: Type.Object(
    {
      ...sessionMembers,
      step_description: Type.Optional(longText(100_000, 1, 'What you are doing; this or content')),
      content: Type.Optional(longText(100_000, 1, 'The same under its other name')),
    },
    strict,
  ),
  output: Type.Object({ agent_instance_id: Type.String(), message_id: Type.String(), user_messages: Type.Array(saidShape) }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  perform: async (call) => {
    const content = call.args.step_description ?? call.args.content;
    if (content === undefined) throw refuseField('unprocessable', 'message.content_needed', '/step_description', 'Say what you are doing.');
    const posted = await postAgentMessage(call.at, { ...sayer(call, newSession(call.args.agent_instance_id)), content });
    const structured = {
      agent_instance_id: posted.sessionId,
      message_id: posted.message.id,
      user_messages: posted.queued.map(said),
    };
    return { structured, text: heard(`Logged in ${posted.sessionId}.`, posted.queued) };
  },
});

const ask = tool({
  name: 'ask_question',
  title: 'Ask a question',
  description:
    'Asks people and waits for the answer. They may be away: when the time is up the status is waiting, the question stays open, and a later call ' +
    'with its question_id goes on waiting. To ask the same question of the same session again asks nobody twice.',
  grant: 'messages:write',
  input: Type.Object(
    {
      ...sessionMembers,
      question: Type.Optional(longText(100_000, 1, 'Everything a person needs to know to answer; needed unless question_id is given')),
      options: Type.Optional(
        Type.Array(plainText(200, 1), { maxItems: 10, description: 'Quick replies to offer; any other answer may come too' }),
      ),
      question_id: Type.Optional(Type.String({ format: 'uuid', description: 'Goes on waiting for this question' })),
      timeout_s: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'Seconds to wait' })),
    },
    strict,
  ),
  output: Type.Object({
    status: oneOf(['answered', 'declined', 'waiting', 'expired', 'canceled']),
    question_id: Type.String(),
    agent_instance_id: Type.String(),
    answer: Type.Union([Type.String(), Type.Null()]),
    user_messages: Type.Array(saidShape, { description: 'Everything that people have written to you meanwhile, the answer included' }),
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  perform: (call) => askQuestion(call, newSession(call.args.agent_instance_id)),
  begin: (call) => beginQuestion(call, newSession(call.args.agent_instance_id)),
});

const endSession = tool({
  name: 'end_session',
  title: 'End the session',
  description: 'Says that the work of a session is over. Open questions of it are withdrawn.',
  grant: 'messages:write',
  input: Type.Object({ agent_instance_id: instanceId, status: Type.Optional(oneOf(['COMPLETED', 'FAILED', 'KILLED'])) }, strict),
  output: Type.Object({ agent_instance_id: Type.String(), final_status: Type.String() }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  perform: async ({ at, args: { agent_instance_id: sessionId, status } }) => {
    const ended = await endOwnSession(at, { id: sessionId, status });
    return { structured: { agent_instance_id: ended.sessionId, final_status: ended.status }, text: `The session is ${ended.status}.` };
  },
});

function newSession(given: string | undefined): { readonly id: string; readonly isNew: boolean } {
  return given === undefined ? { id: randomUUID(), isNew: true } : { id: given, isNew: false };
}

/** What agents say to people, and what people say back. Source: dashboard backend, the tools of its MCP server. */
export const talkTools: readonly Tool[] = [logStep, ask, endSession];
