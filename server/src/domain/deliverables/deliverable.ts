import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AgentRef } from '../agents/index.ts';

/**
 * Terminology.
 * Deliverable: a result that somebody judges: content, files, or both. It belongs to a task, or to a project without one.
 * Version: each submission for a task is one, numbered from 1 and chained: a version has at most one successor.
 * Verdict: approved, revision requested (with feedback) or rejected; given once for a version, by a person or a program trusted with it,
 * never by an agent. Revised: a version that a newer one took the place of.
 */
export const deliverableStatuses = ['pending', 'approved', 'revision_requested', 'revised', 'rejected'] as const;
export type DeliverableStatus = (typeof deliverableStatuses)[number];

export const verdicts = ['approved', 'revision_requested', 'rejected'] as const;
export type Verdict = (typeof verdicts)[number];

export const contentTypes = ['markdown', 'html', 'json', 'text', 'code'] as const;
export type ContentType = (typeof contentTypes)[number];

/** Something that a person has to do with the result. */
export interface DeliverableAction {
  readonly text: string;
  readonly minutes: number;
  readonly notes: string | null;
}

/** Source: surfaces of the agents API (an action without a time takes 25 minutes). */
export const actionMinutes = 25;

export interface DeliverableFile {
  readonly id: string;
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Deliverable {
  readonly id: string;
  readonly orgId: string;
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly content: string;
  readonly contentType: ContentType;
  readonly status: DeliverableStatus;
  readonly version: number;
  readonly parentId: string | null;
  readonly parentNumber: number | null;
  readonly feedback: string | null;
  readonly task: { readonly id: string; readonly number: number; readonly title: string; readonly status: string } | null;
  readonly project: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly agent: AgentRef | null;
  readonly submittedBy: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly runId: string | null;
  readonly sessionId: string | null;
  readonly files: readonly DeliverableFile[];
  readonly actions: readonly DeliverableAction[];
  readonly metadata: JsonObject;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly reviewedBy: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly reviewedAt: number | null;
  readonly createdAt: number;
}

/** What a list of versions tells about each. */
export interface DeliverableVersion {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: DeliverableStatus;
  readonly title: string;
  readonly feedback: string | null;
  readonly reviewedBy: Deliverable['reviewedBy'];
  readonly reviewedAt: number | null;
  readonly createdAt: number;
}

export const unknownDeliverable = (): Refusal => new Refusal('not_found', 'deliverable.unknown', 'There is no such deliverable.');

export const supersededDeliverable = (): Refusal =>
  new Refusal('conflict', 'deliverable.superseded', 'A newer version of this deliverable has arrived.');

/** The `deliverable` member of what webhooks carry. */
export function deliverableFact(row: {
  readonly id: string;
  readonly number: number;
  readonly taskNumber: number | null;
  readonly title: string;
  readonly version: number;
  readonly status: string;
  readonly feedback: string | null;
  readonly contentType: string;
}): JsonObject {
  return {
    id: row.number,
    uuid: row.id,
    task_id: row.taskNumber,
    title: row.title,
    version: row.version,
    status: row.status,
    feedback: row.feedback === null ? null : row.feedback.slice(0, factTextMax),
    content_type: row.contentType,
  };
}

/** Keeps what is sent light. */
const factTextMax = 4_000;
