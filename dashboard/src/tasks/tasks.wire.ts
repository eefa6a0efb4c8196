/** An agent, or a person who takes tasks. */
export interface Worker {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly display_name: string;
  readonly kind: 'ai' | 'identity' | 'human';
}

/** Somebody a task can be given to, with how much they hold. */
export interface Assignee extends Worker {
  readonly open_tasks: number;
  readonly running_tasks: number;
  readonly max_concurrent: number;
  readonly status: string;
  readonly capabilities: readonly string[];
}

export type TaskStatus = 'pending' | 'assigned' | 'in_progress' | 'review' | 'completed' | 'cancelled';
export type Priority = 1 | 2 | 3 | 4;
export type JsonMap = Readonly<Record<string, unknown>>;

export interface TaskError {
  readonly category: string;
  readonly message: string;
  readonly retry_at: string | null;
}

export interface Author {
  readonly kind: 'user' | 'key' | 'agent' | 'system';
  readonly id: string | null;
  readonly name: string | null;
}

export interface Task {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly type: string | null;
  readonly status: TaskStatus;
  readonly priority: Priority;
  readonly project: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly assignee: Worker | null;
  readonly preferred_agent: Worker | null;
  readonly tags: readonly string[];
  readonly required_capabilities: readonly string[];
  readonly context: JsonMap;
  readonly due_at: string | null;
  readonly progress_percent: number | null;
  readonly lease: { readonly until: string } | null;
  readonly routing: { readonly rule: string | null; readonly decision: string | null } | null;
  readonly last_error: TaskError | null;
  readonly deliverables: {
    readonly count: number;
    readonly latest: { readonly id: string; readonly number: number; readonly version: number; readonly status: string } | null;
  };
  readonly created_by: Author;
  readonly created_at: string;
  readonly updated_at: string;
  readonly assigned_at: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly cancelled_at: string | null;
}

export interface TaskQuery {
  /** States, joined by commas. */
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  readonly project?: string | undefined;
  /** An agent's address, or `none`. */
  readonly agent?: string | undefined;
  readonly text?: string | undefined;
  readonly mine?: 'true' | undefined;
  readonly sort?: 'newest' | 'priority' | undefined;
}

/** What can be said about a task that is made or changed. */
export interface TaskFields {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | null;
  readonly project?: string | null;
  /** An address, `auto` or `me`; null takes it away. */
  readonly assignee?: string | null;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly required_capabilities?: readonly string[];
  readonly context?: JsonMap;
  readonly due_at?: string | null;
  readonly status?: TaskStatus;
}

export interface Explanation {
  readonly state: 'pickable' | 'waiting' | 'done';
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly agent?: Worker | null }[];
}

export interface WorkComment {
  readonly id: string;
  readonly number: number;
  readonly content: string;
  /** A line of the deliverable's content, from 1. */
  readonly line: number | null;
  readonly author: Author;
  readonly created_at: string;
}

export interface Activity {
  readonly id: string;
  readonly event: string;
  readonly at: string;
  readonly actor: Author;
  readonly task_id: string | null;
  readonly deliverable_id: string | null;
  readonly data: JsonMap;
}

/** One page of a list, as it is sent. */
export interface WireList<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

/** A started run of a task. */
export interface StartedRun {
  readonly run_id: string;
  readonly session_id: string;
  readonly task_id: string;
}
