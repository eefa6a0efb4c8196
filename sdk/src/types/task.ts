import type { NumberedAgentRef } from './agent.ts';
import type { DeliverableStatus } from './deliverable.ts';
import type { JsonObject, Timestamp } from './json.ts';

export type TaskStatus = 'pending' | 'assigned' | 'in_progress' | 'review' | 'completed' | 'cancelled';
/** 1 is critical, 2 high, 3 medium, 4 low. */
export type TaskPriority = 1 | 2 | 3 | 4;

/** Who did something: a person, a key, an agent, or the server itself. */
export interface Actor {
  readonly kind: 'user' | 'key' | 'agent' | 'system';
  readonly id: string | null;
  readonly name: string | null;
}

/** A worker's right to a task, until a time. Writes may carry the fence; one of an older lease throws ConflictError. */
export interface Lease {
  readonly until: Timestamp;
  readonly fence: number;
}

/** Why the last execution failed, and when the server tries again by itself. */
export interface TaskError {
  readonly category: string;
  readonly message: string;
  readonly retry_at: Timestamp | null;
}

export interface ProjectRef {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

export interface Task {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly type: string | null;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly project: ProjectRef | null;
  readonly assignee: NumberedAgentRef | null;
  readonly preferred_agent: NumberedAgentRef | null;
  readonly tags: readonly string[];
  readonly required_capabilities: readonly string[];
  readonly context: JsonObject;
  readonly due_at: Timestamp | null;
  readonly progress_percent: number | null;
  /** The fence is shown to whoever claimed it, in the answer to the claim. */
  readonly lease: { readonly until: Timestamp; readonly fence?: number | undefined } | null;
  /** The rule that chose the assignee, and the sentence that says why. */
  readonly routing: { readonly rule: string | null; readonly decision: string | null } | null;
  readonly last_error: TaskError | null;
  readonly deliverables: {
    readonly count: number;
    readonly latest: { readonly id: string; readonly number: number; readonly version: number; readonly status: DeliverableStatus } | null;
  };
  readonly created_by: Actor;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly assigned_at: Timestamp | null;
  readonly started_at: Timestamp | null;
  readonly completed_at: Timestamp | null;
  readonly cancelled_at: Timestamp | null;
}

export interface TaskFields {
  readonly description?: string | undefined;
  readonly type?: string | null | undefined;
  /** UUID or number. */
  readonly project?: string | number | null | undefined;
  /** Any address of an agent; `auto` for whom routing finds, `me` for yourself. */
  readonly assignee?: string | number | null | undefined;
  /** Whom the pool keeps it for. */
  readonly preferred_agent?: string | number | null | undefined;
  /** Default 2. */
  readonly priority?: TaskPriority | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Only agents that have all of them get it from the pool. */
  readonly required_capabilities?: readonly string[] | undefined;
  readonly context?: JsonObject | undefined;
  readonly due_at?: Timestamp | null | undefined;
}

/** Without an assignee the task waits in the pool, where agents take what fits them. */
export interface TaskCreate extends TaskFields {
  readonly title: string;
}

export interface TaskUpdate extends TaskFields {
  readonly title?: string | undefined;
  readonly status?: TaskStatus | undefined;
}

export interface TaskQuery {
  /** One or several. */
  readonly status?: TaskStatus | readonly TaskStatus[] | undefined;
  readonly priority?: TaskPriority | undefined;
  readonly project?: string | undefined;
  /** Any address of an agent, `me`, or `none`. */
  readonly agent?: string | undefined;
  /** Part of the title. */
  readonly text?: string | undefined;
  readonly tag?: string | undefined;
  readonly mine?: boolean | undefined;
  /** `priority`: most urgent first, then oldest first. Default `newest`. */
  readonly sort?: 'newest' | 'priority' | undefined;
}

/** How to claim. */
export interface ClaimOptions {
  /** Whom to claim for; needed unless the key acts as one agent. */
  readonly agent?: string | number | undefined;
  /** 10 to 3600. */
  readonly lease_seconds?: number | undefined;
}

/** The task that was taken, or why there is none. */
export type NextTask =
  | { readonly task: Task; readonly lease: Lease }
  | { readonly task: null; readonly reason: 'no_tasks' | 'concurrent_limit_reached'; readonly message: string };

export interface TaskProgress {
  readonly message: string;
  /** 0 to 100. */
  readonly percent?: number | undefined;
  readonly details?: JsonObject | undefined;
  readonly fence?: number | undefined;
}

/** Whether an agent may begin a task now, and what stands in the way. */
export interface TaskExplanation {
  readonly state: 'pickable' | 'waiting' | 'done';
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly agent?: NumberedAgentRef | null | undefined }[];
}

/** The accepted run that works on a task. */
export interface TaskExecution {
  readonly run_id: string;
  readonly session_id: string;
  readonly task_id: string;
}

export interface Comment {
  readonly id: string;
  readonly number: number;
  readonly content: string;
  /** Line of a deliverable's content, from 1; null for all of it, and on tasks. */
  readonly line: number | null;
  readonly author: { readonly kind: Actor['kind']; readonly id: string | null; readonly name: string };
  readonly created_at: Timestamp;
}

/** One fact of what happened to work. */
export interface Activity {
  readonly id: string;
  /** `task.assigned` and the like. */
  readonly event: string;
  readonly at: Timestamp;
  readonly actor: Actor;
  readonly task_id: string | null;
  readonly deliverable_id: string | null;
  readonly agent_id: string | null;
  readonly project_id: string | null;
  readonly data: JsonObject;
}

export interface ActivityQuery {
  readonly task?: string | undefined;
  readonly deliverable?: string | undefined;
  readonly agent?: string | undefined;
  readonly project?: string | undefined;
  /** Exact name, or `task.*`. */
  readonly event?: string | undefined;
}
