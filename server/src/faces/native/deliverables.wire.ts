import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { contentTypes, deliverableStatuses, verdicts } from '../../domain/deliverables/index.ts';
import type { Deliverable, DeliverableVersion, Submission } from '../../domain/deliverables/index.ts';
import {
  asJsonObject,
  contentTypeWord,
  deliverableMembers,
  jsonObject,
  longText,
  nullable,
  oneOf,
  readActions,
  showAction,
  timestamp,
} from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const named = Type.Object({ id: Type.String(), name: Type.String() });
const agentRef = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  slug: Type.String(),
  display_name: Type.String(),
  kind: Type.String(),
});
const file = Type.Object({
  id: Type.String(),
  filename: Type.String(),
  mime_type: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});
const action = Type.Object({ action_text: Type.String(), estimated_time_minutes: Type.Integer(), notes: nullable(Type.String()) });
const rowMembers = {
  id: Type.String(),
  number: Type.Integer(),
  title: Type.String(),
  summary: Type.String(),
  content_type: oneOf(contentTypes),
  status: oneOf(deliverableStatuses),
  version: Type.Integer(),
  parent_id: nullable(Type.String()),
  feedback: nullable(Type.String()),
  task: nullable(Type.Object({ id: Type.String(), number: Type.Integer(), title: Type.String(), status: Type.String() })),
  project: nullable(Type.Object({ id: Type.String(), number: Type.Integer(), name: Type.String() })),
  agent: nullable(agentRef),
  submitted_by: nullable(named),
  run_id: nullable(Type.String()),
  session_id: nullable(Type.String()),
  files: Type.Array(file),
  actions: Type.Array(action),
  metadata: jsonObject,
  usage: nullable(Type.Object({ input_tokens: Type.Integer(), output_tokens: Type.Integer() })),
  provider: nullable(Type.String()),
  model: nullable(Type.String()),
  reviewed_by: nullable(named),
  reviewed_at: nullable(timestamp),
  created_at: timestamp,
};
const version = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  version: Type.Integer(),
  status: oneOf(deliverableStatuses),
  title: Type.String(),
  feedback: nullable(Type.String()),
  reviewed_by: nullable(named),
  reviewed_at: nullable(timestamp),
  created_at: timestamp,
});

/** A deliverable in a list: everything but its content. */
export const deliverableRow = Type.Object(rowMembers);
export const deliverable = Type.Object({ ...rowMembers, content: Type.String() });
export const deliverableWithVersions = Type.Object({ ...rowMembers, content: Type.String(), versions: Type.Array(version) });

const fileInput = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 1_000 }),
    content: Type.String({ description: 'Base64; at most 10 MB, all files together 50 MB' }),
    mime_type: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
const address = Type.String({ minLength: 1, maxLength: 64, description: 'UUID or number' });
export const deliverableCreate = Type.Object(
  {
    task: Type.Optional(address),
    project: Type.Optional(address),
    parent: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'UUID or number of the version that this one replaces' }),
    ),
    ...deliverableMembers,
    content_type: contentTypeWord,
    files: Type.Optional(Type.Array(fileInput)),
    fence: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export const reviewInput = Type.Object(
  {
    decision: oneOf(verdicts),
    feedback: Type.Optional(longText(20_000)),
    expected_version: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
);

export function readSubmission({
  content_type: contentType,
  files,
  actions,
  metadata,
  ...rest
}: Static<typeof deliverableCreate>): Submission {
  return {
    ...rest,
    contentType,
    actions: readActions(actions),
    metadata: metadata === undefined ? undefined : asJsonObject(metadata),
    files: files?.map(({ filename, content, mime_type: mimeType }) => ({ filename, content, mimeType })),
  };
}

const showNamed = (who: { readonly id: string; readonly name: string } | null) => (who === null ? null : { id: who.id, name: who.name });

/** As lists show it. */
export function showDeliverableRow(one: Deliverable) {
  return {
    id: one.id,
    number: one.number,
    title: one.title,
    summary: one.summary,
    content_type: one.contentType,
    status: one.status,
    version: one.version,
    parent_id: one.parentId,
    feedback: one.feedback,
    task: one.task,
    project: one.project,
    agent: showAgentRef(one.agent),
    submitted_by: showNamed(one.submittedBy),
    run_id: one.runId,
    session_id: one.sessionId,
    files: one.files.map(({ id, filename, mimeType, bytes, sha256 }) => ({ id, filename, mime_type: mimeType, bytes, sha256 })),
    actions: one.actions.map(showAction),
    metadata: one.metadata,
    usage: one.inputTokens === null ? null : { input_tokens: one.inputTokens, output_tokens: one.outputTokens ?? 0 },
    provider: one.provider,
    model: one.model,
    reviewed_by: showNamed(one.reviewedBy),
    reviewed_at: toRfc3339OrNull(one.reviewedAt),
    created_at: toRfc3339(one.createdAt),
  };
}

function showAgentRef(agent: Deliverable['agent']) {
  if (agent === null) return null;
  return { id: agent.id, number: agent.number, slug: agent.slug, display_name: agent.displayName, kind: agent.kind };
}

export function showDeliverable(one: Deliverable) {
  return { ...showDeliverableRow(one), content: one.content };
}

export function showDeliverableVersion(one: DeliverableVersion) {
  return {
    id: one.id,
    number: one.number,
    version: one.version,
    status: one.status,
    title: one.title,
    feedback: one.feedback,
    reviewed_by: showNamed(one.reviewedBy),
    reviewed_at: toRfc3339OrNull(one.reviewedAt),
    created_at: toRfc3339(one.createdAt),
  };
}
