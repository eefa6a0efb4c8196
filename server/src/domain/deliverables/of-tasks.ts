import type { ReadTx } from '../../store/index.ts';
import type { Deliverable } from './deliverable.ts';
import { newestOfTask, toDeliverables } from './deliverable-queries.ts';

/** Every version that was handed in for a task, newest first, with content and feedback; at most 50. */
export async function deliverablesOfTask(tx: ReadTx, taskId: string): Promise<Deliverable[]> {
  return toDeliverables(tx, await tx.all(newestOfTask, { task: taskId }));
}
