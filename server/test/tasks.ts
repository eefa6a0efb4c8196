import { nextNumber } from '../src/domain/counter.ts';
import type { Home } from '../src/domain/home.ts';
import type { TaskStatus } from '../src/domain/tasks/index.ts';
import { taskInsertion } from '../src/domain/tasks/task-queries.ts';
import { newId } from '../src/kernel/id.ts';
import type { TaskRow } from '../src/store/index.ts';

export interface GivenTask {
  readonly id: string;
  readonly number: number;
}

/** A task that an agent is at work on, without the steps that lead there. */
export async function taskOf(
  home: Home,
  orgId: string,
  assigneeId: string | null,
  more: Partial<TaskRow> & { readonly status?: TaskStatus } = {},
): Promise<GivenTask> {
  const now = home.clock.now();
  return home.transact(async (tx) => {
    const row: TaskRow = {
      id: newId(now),
      org_id: orgId,
      number: await nextNumber(tx, 'tasks'),
      project_id: null,
      title: 'Write blog post',
      description: '',
      type: null,
      status: assigneeId === null ? 'pending' : 'in_progress',
      priority: 2,
      context_json: '{}',
      preferred_agent_id: null,
      assignee_id: assigneeId,
      routing_rule: null,
      routing_decision: null,
      lease_until: null,
      fence: 1,
      progress_percent: null,
      error_category: null,
      error_message: null,
      retry_at: null,
      due_at: null,
      overdue_notified_at: null,
      created_by: 'system',
      created_at: now,
      updated_at: now,
      assigned_at: assigneeId === null ? null : now,
      started_at: assigneeId === null ? null : now,
      completed_at: null,
      cancelled_at: null,
      ...more,
    };
    await tx.insert(taskInsertion, [row]);
    return { id: row.id, number: row.number };
  });
}
