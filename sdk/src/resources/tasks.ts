import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing, wordList } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Activity,
  ActivityQuery,
  ClaimOptions,
  Comment,
  Lease,
  NextTask,
  Task,
  TaskContext,
  TaskCreate,
  TaskExecution,
  TaskExplanation,
  TaskProgress,
  TaskQuery,
  TaskStatus,
  TaskUpdate,
} from '../types.ts';

/** Pieces of work, addressed by UUID or number. What is claimed under a lease carries a fence; a write with an older one throws ConflictError. */
export interface Tasks {
  /** What the caller may see; newest first unless `sort` says otherwise. */
  readonly list: (query?: TaskQuery & PageQuery, options?: CallOptions) => Listing<Task>;
  readonly get: (task: string | number, options?: CallOptions) => Promise<Task>;
  readonly create: (fields: TaskCreate, options?: CallOptions) => Promise<Task>;
  /** Changes the given members only; needs `tasks:manage`. */
  readonly update: (task: string | number, fields: TaskUpdate, options?: CallOptions) => Promise<Task>;
  /** What was handed in for it stays. */
  readonly delete: (task: string | number, options?: CallOptions) => Promise<void>;
  /** Takes the next task and begins it under a lease of 60 s, or says why there is none; of any number of callers each task goes to one. */
  readonly next: (claim?: ClaimOptions, options?: CallOptions) => Promise<NextTask>;
  /** Takes a task of the pool; with `lease_seconds` it begins at once. @throws ConflictError when somebody was faster */
  readonly claim: (task: string | number, claim?: ClaimOptions, options?: CallOptions) => Promise<Task>;
  /** Keeps a lease alive, counted from now; default 60 s. @throws ConflictError when the task was taken back */
  readonly extend: (
    task: string | number,
    lease: { readonly fence: number; readonly lease_seconds?: number | undefined },
    options?: CallOptions,
  ) => Promise<Lease>;
  /** Gives a task back to the pool. */
  readonly release: (task: string | number, fence?: number, options?: CallOptions) => Promise<Task>;
  readonly setStatus: (task: string | number, status: TaskStatus, fence?: number, options?: CallOptions) => Promise<Task>;
  readonly progress: (task: string | number, progress: TaskProgress, options?: CallOptions) => Promise<Activity>;
  /** Forgets why the last execution failed, so that the next may begin at once. */
  readonly retry: (task: string | number, options?: CallOptions) => Promise<Task>;
  /** Starts a run of the assignee; its end hands in the deliverable. */
  readonly execute: (task: string | number, options?: CallOptions) => Promise<TaskExecution>;
  /** Why nobody works on it yet. */
  readonly explain: (task: string | number, options?: CallOptions) => Promise<TaskExplanation>;
  /** Everything that whoever works on it should know. */
  readonly context: (task: string | number, options?: CallOptions) => Promise<TaskContext>;
  /** Oldest first. */
  readonly comments: (task: string | number, query?: PageQuery, options?: CallOptions) => Listing<Comment>;
  readonly comment: (task: string | number, content: string, options?: CallOptions) => Promise<Comment>;
}

/** What happened to tasks, deliverables, agents and projects, newest first. */
export interface ActivityLog {
  readonly list: (query?: ActivityQuery & PageQuery, options?: CallOptions) => Listing<Activity>;
}

export function tasksOf(transport: Transport): Tasks {
  return {
    list: (query, options) => listing(transport, { path: '/v1/tasks', query: { ...query, status: wordList(query?.status) }, options }),
    get: (task, options) => transport.json({ method: 'GET', path: path`/v1/tasks/${task}`, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/tasks', body, options }),
    update: (task, body, options) => transport.json({ method: 'PATCH', path: path`/v1/tasks/${task}`, body, options }),
    delete: (task, options) => transport.empty({ method: 'DELETE', path: path`/v1/tasks/${task}`, options }),
    explain: (task, options) => transport.json({ method: 'GET', path: path`/v1/tasks/${task}/explain`, options }),
    context: (task, options) => transport.json({ method: 'GET', path: path`/v1/tasks/${task}/context`, options }),
    comments: (task, query, options) => listing(transport, { path: path`/v1/tasks/${task}/comments`, query: { ...query }, options }),
    comment: (task, content, options) =>
      transport.json({ method: 'POST', path: path`/v1/tasks/${task}/comments`, body: { content }, options }),
    ...workOf(transport),
  };
}

function workOf(
  transport: Transport,
): Pick<Tasks, 'next' | 'claim' | 'extend' | 'release' | 'setStatus' | 'progress' | 'retry' | 'execute'> {
  return {
    next: (body = {}, options) => transport.json({ method: 'POST', path: '/v1/tasks/next', body, options }),
    claim: (task, body = {}, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/claim`, body, options }),
    extend: (task, body, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/lease`, body, options }),
    release: (task, fence, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/release`, body: { fence }, options }),
    setStatus: (task, status, fence, options) =>
      transport.json({ method: 'PATCH', path: path`/v1/tasks/${task}/status`, body: { status, fence }, options }),
    progress: (task, body, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/progress`, body, options }),
    retry: (task, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/retry`, options }),
    execute: (task, options) => transport.json({ method: 'POST', path: path`/v1/tasks/${task}/execute`, options }),
  };
}

export function activityOf(transport: Transport): ActivityLog {
  return { list: (query, options) => listing(transport, { path: '/v1/activity', query: { ...query }, options }) };
}
