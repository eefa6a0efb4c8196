export { actionMinutes, contentTypes, deliverableStatuses, verdicts } from './deliverable.ts';
export type {
  ContentType,
  Deliverable,
  DeliverableAction,
  DeliverableFile,
  DeliverableStatus,
  DeliverableVersion,
  Verdict,
} from './deliverable.ts';
export { deliverableOfRun, visibleDeliverable } from './find-deliverable.ts';
export { insertDeliverable } from './insert-deliverable.ts';
export type { NewDeliverable } from './insert-deliverable.ts';
export { deliverablesOfTask } from './of-tasks.ts';
export { fileParts, findFile } from './read-file.ts';
export { getDeliverable, listDeliverables, listDeliverablesByOffset } from './read-deliverables.ts';
export { reviewDeliverable } from './review-deliverable.ts';
export { submitDeliverable } from './submit-deliverable.ts';
export type { Submission } from './submit-deliverable.ts';
