import type { Task, TaskStatus } from '@forgeyard/sdk';

/** A place on the board. `failed` holds what was cancelled and what ended with an error. */
export type ColumnId = 'pending' | 'assigned' | 'in_progress' | 'review' | 'completed' | 'failed';

export interface BoardColumn {
  readonly id: ColumnId;
  readonly title: string;
  /** The state that a task gets which is moved here. */
  readonly status: TaskStatus;
  /** What the menu calls going there. */
  readonly does: string;
}

/** The columns of the board, in the order of the work. */
export const boardColumns: readonly BoardColumn[] = [
  { id: 'pending', title: 'Pending', status: 'pending', does: 'Back to pending' },
  { id: 'assigned', title: 'Assigned', status: 'assigned', does: 'Assigned' },
  { id: 'in_progress', title: 'In progress', status: 'in_progress', does: 'In progress' },
  { id: 'review', title: 'Review', status: 'review', does: 'Review' },
  { id: 'completed', title: 'Done', status: 'completed', does: 'Done' },
  { id: 'failed', title: 'Failed', status: 'cancelled', does: 'Cancel the task' },
];

/** Where a task lies on the board: open work whose last run failed lies with the failed ones. */
export function columnOf(task: Task): ColumnId {
  if (task.status === 'cancelled') return 'failed';
  const hasFailed = task.last_error !== null && (task.status === 'assigned' || task.status === 'pending');
  return hasFailed ? 'failed' : task.status;
}

/** What going to another state takes: nothing more, somebody to give it to, or it cannot be and why. */
export type Move = { readonly kind: 'free' | 'assign' | 'here' } | { readonly kind: 'illegal'; readonly why: string };

const legal: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  pending: ['assigned', 'cancelled'],
  assigned: ['pending', 'in_progress', 'review', 'cancelled'],
  in_progress: ['pending', 'assigned', 'review', 'cancelled'],
  review: ['assigned', 'completed', 'cancelled'],
  completed: ['assigned', 'pending'],
  cancelled: ['assigned', 'pending'],
};

/** Says before anything is sent whether a task may go to a state. The server has the last word. */
export function moveTo(task: Task, to: TaskStatus): Move {
  if (task.status === to) return { kind: 'here' };
  if (!legal[task.status].includes(to)) return { kind: 'illegal', why: whyNot(task.status, to) };
  if (to === 'assigned' && task.assignee === null) return { kind: 'assign' };
  return { kind: 'free' };
}

function whyNot(from: TaskStatus, to: TaskStatus): string {
  if (from === 'completed') return 'A done task can only be reopened.';
  if (from === 'cancelled') return 'A cancelled task can only be reopened.';
  if (to === 'in_progress') return from === 'review' ? 'Ask for a revision: it goes back to its agent.' : 'Give it to somebody first.';
  if (to === 'pending') return 'It has something to review: decide that first.';
  if (to === 'completed') return 'Work is done when its review approves it.';
  return 'Somebody has to work on it first.';
}
