import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { approvalReasons } from '../../kernel/event.ts';
import { decisions, interactionStates, timeoutActions } from '../../domain/interactions/index.ts';
import type { Interaction, InteractionDetails, InteractionList, InteractionRules } from '../../domain/interactions/index.ts';
import { anyJson, jsonObject, longText, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';
import { showName, showPage } from './show.ts';
import { agentName, pageOf, pageQuery } from './wire.ts';

const strict = { additionalProperties: false } as const;
const person = Type.Object({ id: Type.String(), name: Type.String() });
const uuid = Type.String({ format: 'uuid' });

const members = {
  id: Type.String(),
  kind: Type.String({ description: '`approval`, `question` or `review`' }),
  state: oneOf(interactionStates),
  run_id: nullable(Type.String()),
  session_id: nullable(Type.String()),
  session: nullable(person),
  agent: nullable(agentName),
  deliverable_id: nullable(Type.String()),
  message_id: nullable(Type.String()),
  tool: nullable(Type.String()),
  action: nullable(Type.String()),
  reason: nullable({ ...oneOf(approvalReasons), description: 'Why a call waits; only what the policy asks for can be remembered' }),
  input: anyJson,
  input_schema: nullable(jsonObject),
  question: Type.String(),
  options: Type.Array(Type.String()),
  allowed: Type.Array(oneOf(decisions)),
  assignee: nullable(person),
  deadline_at: nullable(timestamp),
  on_timeout: nullable(oneOf(timeoutActions)),
  timeout_answer: nullable(Type.String()),
  escalate_at: nullable(timestamp),
  escalated_at: nullable(timestamp),
  snoozed_until: nullable(timestamp),
  decision: nullable(oneOf(decisions)),
  answer: nullable(Type.Object({ input: anyJson, message: nullable(Type.String()) })),
  resolved_by: nullable(Type.String({ description: '`user:…`, `key:…`, or `system` at the deadline' })),
  resolved_by_name: nullable(Type.String()),
  created_at: timestamp,
  resolved_at: nullable(timestamp),
};
export const interaction = Type.Object(members);
export const interactionDetails = Type.Object({
  ...members,
  context: Type.Array(Type.Object({ kind: oneOf(['message', 'step']), who: Type.String(), text: Type.String(), at: timestamp }), {
    description: 'What led to it, oldest first, at most 10 steps',
  }),
});
export const interactionPage = Type.Object({
  ...pageOf(interaction).properties,
  open_count: Type.Integer({ description: 'Open ones that match the filter and are not snoozed, up to 1,000' }),
});

export const interactionQuery = Type.Object({
  ...pageQuery,
  state: Type.Optional(oneOf(interactionStates)),
  kind: Type.Optional(
    Type.String({ maxLength: 100, description: 'Only these kinds, separated by commas: `approval`, `question`, `review`' }),
  ),
  assignee: Type.Optional(plainText(40, 1, 'Only what is given to `me`, to nobody (`none`), or to the person with this UUID')),
  agent: Type.Optional(plainText(200, 1)),
  session: Type.Optional(plainText(40, 1)),
  snoozed: Type.Optional(Type.Boolean({ description: '`true` lists only what is put off; without it, that is left out' })),
  order: Type.Optional(oneOf(['newest', 'oldest'])),
});
export const interactionAnswer = Type.Object(
  {
    decision: oneOf(decisions),
    input: Type.Optional(jsonObject),
    message: Type.Optional(longText(100_000)),
    remember: Type.Optional(
      Type.Boolean({ description: 'The agent may use this action of the tool without asking; only for the reason `policy`' }),
    ),
  },
  strict,
);
export const interactionAssignment = Type.Object({ user_id: nullable(uuid), note: Type.Optional(longText(2_000)) }, strict);
export const interactionSnooze = Type.Object({ until: nullable(timestamp) }, strict);

const seconds = (description: string) => nullable(Type.Integer({ minimum: 60, maximum: 2_592_000, description }));
const ruleMembers = {
  assignee_user_id: nullable(uuid),
  deadline_s: seconds('Seconds for an answer'),
  on_timeout: oneOf(timeoutActions),
  timeout_answer: nullable(longText(10_000)),
  escalate_after_s: seconds('Seconds after which somebody else is asked'),
  escalate_user_id: nullable(uuid),
};
export const interactionRules = Type.Object(ruleMembers);
export const interactionRulesPut = Type.Object(
  {
    assignee_user_id: Type.Optional(ruleMembers.assignee_user_id),
    deadline_s: Type.Optional(ruleMembers.deadline_s),
    on_timeout: Type.Optional(ruleMembers.on_timeout),
    timeout_answer: Type.Optional(ruleMembers.timeout_answer),
    escalate_after_s: Type.Optional(ruleMembers.escalate_after_s),
    escalate_user_id: Type.Optional(ruleMembers.escalate_user_id),
  },
  strict,
);

export function showInteraction(interaction: Interaction) {
  const { id, kind, state, tool, action, reason, input, question, options, allowed, session, agent, assignee, decision, answer } =
    interaction;
  return {
    id,
    kind,
    state,
    run_id: interaction.runId,
    session_id: session?.id ?? null,
    session,
    agent: agent === null ? null : showName(agent),
    deliverable_id: interaction.deliverableId,
    message_id: interaction.messageId,
    tool,
    action,
    reason,
    input,
    input_schema: interaction.inputSchema,
    question,
    options,
    allowed,
    assignee,
    deadline_at: toRfc3339OrNull(interaction.deadlineAt),
    on_timeout: interaction.onTimeout,
    timeout_answer: interaction.timeoutAnswer,
    escalate_at: toRfc3339OrNull(interaction.escalateAt),
    escalated_at: toRfc3339OrNull(interaction.escalatedAt),
    snoozed_until: toRfc3339OrNull(interaction.snoozedUntil),
    decision,
    answer,
    resolved_by: interaction.resolvedBy,
    resolved_by_name: interaction.resolvedByName,
    created_at: toRfc3339(interaction.createdAt),
    resolved_at: toRfc3339OrNull(interaction.resolvedAt),
  };
}

export function showInteractionDetails({ context, ...interaction }: InteractionDetails) {
  return { ...showInteraction(interaction), context: context.map((step) => ({ ...step, at: toRfc3339(step.at) })) };
}

export function showInteractionList(list: InteractionList) {
  return { ...showPage(list, showInteraction), open_count: list.openCount };
}

export function showRules(rules: InteractionRules) {
  return {
    assignee_user_id: rules.assigneeUserId,
    deadline_s: rules.deadlineS,
    on_timeout: rules.onTimeout,
    timeout_answer: rules.timeoutAnswer,
    escalate_after_s: rules.escalateAfterS,
    escalate_user_id: rules.escalateUserId,
  };
}
