import type { AgentRef, AgentStatus } from '../agents/index.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { At } from '../home.ts';

/**
 * Terminology.
 * Task: a piece of work that one agent (or person) does and somebody judges. It has a UUID and a deployment-wide number.
 * Pool: pending tasks; nobody has them, and whoever has their capabilities may claim them.
 * Open work: an agent's tasks in `assigned` and `in_progress`; running: those in
 * `in_progress`. Both are counted, never stored.
 * Lease: a claim that has to be kept alive; when it ends the task goes back to the pool.
 * Fence: counts claims and withdrawals, so that a worker that lost its task is told apart from the one that has it now.
 */
export const taskStatuses = ['pending', 'assigned', 'in_progress', 'review', 'completed', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Whom a task names, as far as it is shown beside the task. */
export interface TaskAgent extends AgentRef {
  /** `deleted` for one that is gone. */
  readonly status: AgentStatus | 'deleted';
}

/** Why the last execution failed, and when the next may begin. */
export interface TaskError {
  readonly category: string;
  readonly message: string;
  readonly retryAt: number | null;
}

export interface Task {
  readonly id: string;
  readonly orgId: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly type: string | null;
  readonly status: TaskStatus;
  /** 1 is critical, 4 is low. */
  readonly priority: number;
  readonly context: JsonObject;
  readonly project: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly assignee: TaskAgent | null;
  readonly preferredAgent: TaskAgent | null;
  readonly routing: Routing | null;
  readonly leaseUntil: number | null;
  readonly fence: number;
  readonly progressPercent: number | null;
  readonly lastError: TaskError | null;
  /** Before this time the server itself does not start it again. */
  readonly retryAt: number | null;
  readonly dueAt: number | null;
  /** The identity of the caller who made it: `user:…`, `key:…`, `agent:…` or `system`. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly assignedAt: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly cancelledAt: number | null;
  readonly tags: readonly string[];
  readonly requiredCapabilities: readonly string[];
}

/** How the assignee was found: the rule that said so, and the reason in words. */
export interface Routing {
  readonly rule: string | null;
  readonly decision: string | null;
}

/** A task with what else is shown beside it. */
export interface TaskDetails extends Task {
  readonly creator: { readonly kind: 'user' | 'key' | 'agent' | 'system'; readonly id: string | null; readonly name: string | null };
  readonly deliverables: {
    readonly count: number;
    readonly latest: { readonly id: string; readonly number: number; readonly version: number; readonly status: string } | null;
  };
}

/** Who does something to a task: a request's context, or the server itself in an organisation. */
export type Doer = Pick<At, 'home' | 'caller'>;

const open: ReadonlySet<TaskStatus> = new Set(['pending', 'assigned', 'in_progress', 'review']);

/** Whether something is still to happen to it. */
export function isOpen(status: TaskStatus): boolean {
  return open.has(status);
}

/** The changes of status that there are, besides reopening. Source: agents API, life of a task. */
const moves: { readonly [S in TaskStatus]: readonly TaskStatus[] } = {
  pending: ['assigned', 'in_progress', 'cancelled'],
  assigned: ['in_progress', 'review', 'pending', 'cancelled'],
  in_progress: ['review', 'assigned', 'pending', 'cancelled'],
  review: ['completed', 'assigned', 'cancelled'],
  completed: [],
  cancelled: [],
};
const reopenings: readonly TaskStatus[] = ['assigned', 'pending'];

export function isLegalMove(from: TaskStatus, to: TaskStatus, isReopening = false): boolean {
  return moves[from].includes(to) || (isReopening && !isOpen(from) && reopenings.includes(to));
}
