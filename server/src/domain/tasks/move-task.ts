import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { ActivityEvent } from '../activity/index.ts';
import type { Doer, Task, TaskAgent, TaskError, TaskStatus } from './task.ts';
import { isLegalMove } from './task.ts';
import { errorFact, leaseFact, recordTask } from './task-fact.ts';
import { saveTask } from './task-queries.ts';

export interface TaskMove {
  readonly to: TaskStatus;
  /** The same one when left out; `pending` has none. */
  readonly assignee?: TaskAgent | null | undefined;
  /** Lets go of the lease when left out. */
  readonly lease?: { readonly until: number } | undefined;
  /** Kept when left out, and forgotten once the work goes on. */
  readonly error?: TaskError | null | undefined;
  /** Before this time the server itself does not start it again; that of `error` when left out. */
  readonly retryAt?: number | null | undefined;
  /** Whether what is over may be opened again, which is a manager's right. */
  readonly isReopening?: boolean | undefined;
  /** Whether the agent took it by itself. */
  readonly isClaim?: boolean | undefined;
  /** Why it went back to the pool. */
  readonly reason?: 'released' | 'unassigned' | 'lease_lost' | 'agent_deleted' | undefined;
  readonly facts?: JsonObject | undefined;
}

/** States that an error of the last execution outlives. */
const keepsError: ReadonlySet<TaskStatus> = new Set(['pending', 'assigned', 'cancelled']);

/**
 * The one way in which a locked task changes its status or its assignee: judges the move, sets the times, lets go of the lease, raises the
 * fence, and records what happened. The same status and assignee change nothing.
 * @throws Refusal `unprocessable` task.illegal_move
 */
export async function moveTask(tx: Tx, at: Doer, task: Task, move: TaskMove): Promise<Task> {
  const assignee = assigneeAfter(task, move);
  // Work that comes back to an agent that is gone goes to whoever can do it.
  const to = move.to === 'assigned' && assignee === null ? 'pending' : move.to;
  const isReassigned = (assignee?.id ?? null) !== (task.assignee?.id ?? null);
  if (to === task.status && !isReassigned && move.lease === undefined && move.error === undefined) return task;
  refuseIllegal(task, to, { isReassigned, move });
  const moved = changed(task, { ...move, to }, { assignee, isReassigned, now: at.home.clock.now() });
  await saveTask(tx, moved);
  await record(tx, at, { before: task, after: moved, move, isReassigned });
  return moved;
}

function assigneeAfter(task: Task, { to, assignee }: TaskMove): TaskAgent | null {
  if (to === 'pending') return null;
  const meant = assignee === undefined ? task.assignee : assignee;
  return to === 'assigned' && meant?.status === 'deleted' ? null : meant;
}

function refuseIllegal(task: Task, to: TaskStatus, { isReassigned, move }: { isReassigned: boolean; move: TaskMove }): void {
  const needsSomebody = to === 'in_progress' && assigneeAfter(task, move) === null;
  // What was asked for is judged, also where nobody is left to have it.
  if (!needsSomebody && isLegalMove(task.status, move.to, move.isReopening)) return;
  const staysOpen = to === task.status && (to === 'assigned' || to === 'in_progress' || to === 'review');
  if (staysOpen && (isReassigned || move.lease !== undefined || move.error !== undefined)) return;
  throw illegalMove(task, to);
}

export function illegalMove(task: Task, to: TaskStatus): Refusal {
  const message = `A task in status ${task.status} cannot become ${to}.`;
  return new Refusal('unprocessable', 'task.illegal_move', message, { fields: [{ pointer: '/status', detail: message }] });
}

interface Change {
  readonly assignee: TaskAgent | null;
  readonly isReassigned: boolean;
  readonly now: number;
}

function changed(task: Task, move: TaskMove, { assignee, isReassigned, now }: Change): Task {
  const { to } = move;
  const isOver = to === 'completed' || to === 'cancelled';
  const isFresh = to === 'pending' || isReassigned || task.completedAt !== null || task.cancelledAt !== null;
  const error = move.error === undefined ? (keepsError.has(to) && !isFresh ? task.lastError : null) : move.error;
  return {
    ...task,
    status: to,
    assignee,
    leaseUntil: move.lease?.until ?? null,
    // The holder that hands in or finishes keeps its fence, so that its last words are still taken.
    fence: to === 'review' || to === 'completed' ? task.fence : task.fence + 1,
    lastError: error,
    retryAt: move.retryAt === undefined ? (error?.retryAt ?? null) : move.retryAt,
    routing: to === 'pending' ? null : task.routing,
    progressPercent: isFresh && !isOver ? null : task.progressPercent,
    ...timesAfter(task, to, { isFresh, now, isReassigned }),
    updatedAt: now,
  };
}

function timesAfter(task: Task, to: TaskStatus, { isFresh, now, isReassigned }: { isFresh: boolean; now: number; isReassigned: boolean }) {
  return {
    assignedAt: to === 'pending' ? null : isReassigned || task.assignedAt === null ? now : task.assignedAt,
    startedAt: to === 'in_progress' ? ((isFresh ? null : task.startedAt) ?? now) : isFresh && to !== 'cancelled' ? null : task.startedAt,
    completedAt: to === 'completed' ? now : null,
    cancelledAt: to === 'cancelled' ? now : null,
  };
}

interface Moved {
  readonly before: Task;
  readonly after: Task;
  readonly move: TaskMove;
  readonly isReassigned: boolean;
}

/** The special name of what happened first, and then the change of status, if there was one. */
async function record(tx: Tx, at: Doer, moved: Moved): Promise<void> {
  const { before, after, move } = moved;
  const special = specialOf(moved);
  if (special !== undefined) {
    const agent = special.event === 'task.released' ? before.assignee : after.assignee;
    await recordTask(tx, at, after, { event: special.event, agent, facts: { ...special.facts, ...move.facts } });
  }
  if (before.status === after.status) return;
  const agent = after.assignee ?? before.assignee;
  await recordTask(tx, at, after, { event: 'task.status_changed', agent, facts: { from: before.status, to: after.status, ...move.facts } });
}

function specialOf({ before, after, move, isReassigned }: Moved): { event: ActivityEvent; facts: JsonObject } | undefined {
  const { status } = after;
  if (status === 'completed') return { event: 'task.completed', facts: { completion_ms: workedMs(after) } };
  if (status === 'cancelled') return { event: 'task.cancelled', facts: { was: before.status } };
  if (status === 'pending')
    return before.assignee === null ? undefined : { event: 'task.released', facts: { reason: move.reason ?? 'unassigned' } };
  if (move.error !== undefined && move.error !== null) return { event: 'task.execution_failed', facts: { error: errorFact(move.error) } };
  if (move.isClaim === true) return { event: 'task.claimed', facts: leaseFact(after.leaseUntil) };
  return isReassigned && after.assignee !== null
    ? { event: 'task.assigned', facts: { previous_agent_id: before.assignee?.number ?? null } }
    : undefined;
}

function workedMs({ startedAt, completedAt }: Task): number | null {
  return startedAt === null || completedAt === null ? null : completedAt - startedAt;
}
