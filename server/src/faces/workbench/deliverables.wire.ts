import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { deliverableStatuses, verdicts } from '../../domain/deliverables/index.ts';
import type { Deliverable, DeliverableVersion, Submission } from '../../domain/deliverables/index.ts';
import {
  asJsonObject,
  contentTypeWord,
  deliverableMembers,
  jsonObject,
  longText,
  nullable,
  oneOf,
  plainText,
  readActions,
  showAction,
  timestamp,
} from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const number = Type.Integer();

/** A deliverable in every answer of this face. Source: surfaces of the agents API. */
const members = {
  id: number,
  task_id: nullable(number),
  project_id: nullable(number),
  agent_id: nullable(number),
  title: Type.String(),
  summary: Type.String(),
  content: Type.String(),
  content_type: Type.String(),
  files: Type.Array(
    Type.Object({ id: Type.String(), filename: Type.String(), mime_type: Type.String(), bytes: number, sha256: Type.String() }),
  ),
  actions: Type.Array(Type.Object({ action_text: Type.String(), estimated_time_minutes: number, notes: nullable(Type.String()) })),
  status: oneOf(deliverableStatuses),
  version: number,
  parent_id: nullable(number),
  feedback: nullable(Type.String()),
  reviewed_by: nullable(number),
  reviewed_at: nullable(timestamp),
  metadata: jsonObject,
  input_tokens: nullable(number),
  output_tokens: nullable(number),
  provider: nullable(Type.String()),
  model: nullable(Type.String()),
  created_at: timestamp,
};
const version = Type.Object({
  id: number,
  version: number,
  status: oneOf(deliverableStatuses),
  title: Type.String(),
  feedback: nullable(Type.String()),
  reviewed_by: nullable(number),
  reviewed_at: nullable(timestamp),
  created_at: timestamp,
});
export const deliverable = Type.Object(members);
export const deliverableWithVersions = Type.Object({ ...members, versions: Type.Array(version) });
export const feedback = Type.Object({
  id: number,
  status: oneOf(deliverableStatuses),
  feedback: nullable(Type.String()),
  reviewedBy: nullable(number),
  reviewedAt: nullable(timestamp),
});

const address = Type.Union([Type.Integer({ minimum: 1 }), plainText(64, 1)], { description: 'Number or UUID' });
const file = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 1_000 }),
    content: Type.String({ description: 'Base64; at most 10 MB, all files together 50 MB' }),
    mimeType: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export const submission = Type.Object(
  {
    taskId: Type.Optional(nullable(address)),
    projectId: Type.Optional(nullable(address)),
    ...deliverableMembers,
    contentType: contentTypeWord,
    files: Type.Optional(Type.Array(file)),
    fence: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export const review = Type.Object({ decision: oneOf(verdicts), feedback: Type.Optional(nullable(longText(20_000))) }, strict);

const addressOf = (given: number | string | null | undefined) => (given === null || given === undefined ? undefined : String(given));

export function readSubmission({ taskId, projectId, actions, metadata, ...rest }: Static<typeof submission>): Submission {
  return {
    ...rest,
    task: addressOf(taskId),
    project: addressOf(projectId),
    actions: readActions(actions),
    metadata: metadata === undefined ? undefined : asJsonObject(metadata),
  };
}

/** A row of this face. */
export function showDeliverable(one: Deliverable) {
  return {
    id: one.number,
    task_id: one.task?.number ?? null,
    project_id: one.project?.number ?? null,
    agent_id: one.agent?.number ?? null,
    title: one.title,
    summary: one.summary,
    content: one.content,
    content_type: one.contentType,
    files: one.files.map(({ id, filename, mimeType, bytes, sha256 }) => ({ id, filename, mime_type: mimeType, bytes, sha256 })),
    actions: one.actions.map(showAction),
    status: one.status,
    version: one.version,
    parent_id: one.parentNumber,
    feedback: one.feedback,
    reviewed_by: one.reviewedBy?.number ?? null,
    reviewed_at: toRfc3339OrNull(one.reviewedAt),
    metadata: one.metadata,
    input_tokens: one.inputTokens,
    output_tokens: one.outputTokens,
    provider: one.provider,
    model: one.model,
    created_at: toRfc3339(one.createdAt),
  };
}

export function showVersion(one: DeliverableVersion) {
  return {
    id: one.number,
    version: one.version,
    status: one.status,
    title: one.title,
    feedback: one.feedback,
    reviewed_by: one.reviewedBy?.number ?? null,
    reviewed_at: toRfc3339OrNull(one.reviewedAt),
    created_at: toRfc3339(one.createdAt),
  };
}

export function showFeedback(one: Deliverable) {
  return {
    id: one.number,
    status: one.status,
    feedback: one.feedback,
    reviewedBy: one.reviewedBy?.number ?? null,
    reviewedAt: toRfc3339OrNull(one.reviewedAt),
  };
}
