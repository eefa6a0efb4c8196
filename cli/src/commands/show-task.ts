import type { NumberedAgentRef, Task, TaskPriority } from '@forgeyard/sdk';
import type { Output, Style } from '../output/output.ts';
import { oneLine } from '../output/printable.ts';

export const taskStatuses = ['pending', 'assigned', 'in_progress', 'review', 'completed', 'cancelled'] as const;
/** In the order of the numbers 1 to 4. */
export const priorities = ['critical', 'high', 'medium', 'low'] as const;

export function priorityWord(priority: TaskPriority): string {
  return priorities[priority - 1] ?? String(priority);
}

/** People by name, agents by slug. */
export function workerWord(agent: NumberedAgentRef | null): string {
  if (agent === null) return '-';
  return agent.kind === 'human' ? oneLine(agent.display_name, 60) : agent.slug;
}

const styles: Readonly<Record<string, Style>> = { in_progress: 'cyan', review: 'yellow', completed: 'green', cancelled: 'dim' };

/** Prints one task: JSON, or a block of labelled lines. */
export function showTask(out: Output, task: Task): void {
  if (out.isJson) return out.json(task);
  const { latest } = task.deliverables;
  const rows: readonly (readonly [string, string])[] = [
    ['number', String(task.number)],
    ['title', oneLine(task.title, 200)],
    ['status', out.paint(styles[task.status] ?? 'bold', task.status) + progressOf(task)],
    ['priority', priorityWord(task.priority)],
    ['assignee', workerWord(task.assignee) + (task.routing?.decision ? `  (${oneLine(task.routing.decision, 80)})` : '')],
    ['project', oneLine(task.project?.name ?? '-', 100)],
    ['tags', oneLine(task.tags.join(', ') || '-', 200)],
    ['needs', oneLine(task.required_capabilities.join(', ') || '-', 200)],
    ['due', task.due_at ?? '-'],
    ['deliverable', latest === null ? '-' : `${latest.number}, version ${latest.version}, ${latest.status}`],
    ['error', errorOf(task)],
    ['id', task.id],
  ];
  for (const [label, text] of rows) out.line(`${out.paint('dim', label.padEnd(11))} ${text}`);
  if (task.description !== '') out.piece(`\n${task.description.trimEnd()}\n`);
}

function progressOf({ progress_percent: percent, lease, status }: Task): string {
  const held = lease === null ? '' : `, held until ${lease.until.slice(11, 19)} UTC`;
  return status === 'in_progress' ? `${percent === null ? '' : `, ${percent} %`}${held}` : '';
}

function errorOf({ last_error: error }: Task): string {
  if (error === null) return '-';
  return `${oneLine(error.category, 40)}: ${oneLine(error.message, 100)}${error.retry_at === null ? '' : `, again at ${error.retry_at}`}`;
}
