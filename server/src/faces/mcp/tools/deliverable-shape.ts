import { Type } from 'typebox';
import { toRfc3339 } from '../../../kernel/clock.ts';
import { contentTypes, deliverableStatuses } from '../../../domain/deliverables/index.ts';
import type { Deliverable } from '../../../domain/deliverables/index.ts';
import { nullable, oneOf, timestamp } from '../../kit/index.ts';

const members = {
  deliverable_id: Type.Integer(),
  task_id: nullable(Type.Integer()),
  project_id: nullable(Type.Integer()),
  title: Type.String(),
  summary: Type.String(),
  content_type: oneOf(contentTypes),
  status: oneOf(deliverableStatuses),
  version: Type.Integer(),
  feedback: nullable(Type.String({ description: 'What the reviewer wants to be different' })),
  reviewed_by: nullable(Type.String()),
  created_at: timestamp,
};
/** A deliverable without its text, and with it. */
export const deliverableShape = Type.Object(members);
export const deliverableWithContent = Type.Object({ ...members, content: Type.String() });

export function showDeliverable(one: Deliverable) {
  return {
    deliverable_id: one.number,
    task_id: one.task?.number ?? null,
    project_id: one.project?.number ?? null,
    title: one.title,
    summary: one.summary,
    content_type: one.contentType,
    status: one.status,
    version: one.version,
    feedback: one.feedback,
    reviewed_by: one.reviewedBy?.name ?? null,
    created_at: toRfc3339(one.createdAt),
  };
}

export function showWithContent(one: Deliverable) {
  return { ...showDeliverable(one), content: one.content };
}
