import { isJsonObject } from '../../kernel/json.ts';
import type { Json } from '../../kernel/json.ts';
import type { Activity } from '../activity/index.ts';

/**
 * Terminology.
 * Agent day: what one agent came to on one day (UTC). Days are sums of the activity, written with it, so that metrics cost as many rows as
 * there are days and not as there are tasks. Numbers of an agent's open work are never summed: they are counted where the work lies.
 */
export const dayMs = 86_400_000;

/** The sums of a day. */
export interface DayCounts {
  readonly tasks_completed: number;
  readonly tasks_failed: number;
  /** Milliseconds from start to completion, of those completions whose start is known. */
  readonly completion_ms: number;
  readonly completions_timed: number;
  readonly submitted: number;
  readonly approved: number;
  /** Approved as the first version. */
  readonly approved_first: number;
  readonly revision_requested: number;
  readonly rejected: number;
}

export const nothing: DayCounts = {
  tasks_completed: 0,
  tasks_failed: 0,
  completion_ms: 0,
  completions_timed: 0,
  submitted: 0,
  approved: 0,
  approved_first: 0,
  revision_requested: 0,
  rejected: 0,
};

/** Days since the epoch. */
export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / dayMs);
}

export const failureEvents = ['task.cancelled', 'task.execution_failed'] as const;

/** Whether a task failed by this. A task that fails again on the same day is still one that failed. */
export function isFailure(event: string): boolean {
  return failureEvents.some((one) => one === event);
}

/** What one fact adds to the day of its agent; null when it adds nothing. */
export function countsOf({ event, data }: Pick<Activity, 'event' | 'data'>): DayCounts | null {
  if (event === 'task.completed') return completed(data['completion_ms']);
  if (isFailure(event)) return { ...nothing, tasks_failed: 1 };
  if (event === 'deliverable.submitted') return { ...nothing, submitted: 1 };
  if (event === 'deliverable.approved')
    return { ...nothing, approved: 1, approved_first: memberOf(data['deliverable'], 'version') === 1 ? 1 : 0 };
  if (event === 'deliverable.revision_requested') return { ...nothing, revision_requested: 1 };
  return event === 'deliverable.rejected' ? { ...nothing, rejected: 1 } : null;
}

function completed(completionMs: Json | undefined): DayCounts {
  const isTimed = typeof completionMs === 'number' && completionMs >= 0;
  return { ...nothing, tasks_completed: 1, completion_ms: isTimed ? completionMs : 0, completions_timed: isTimed ? 1 : 0 };
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

export function addCounts(one: DayCounts, other: DayCounts): DayCounts {
  return {
    tasks_completed: one.tasks_completed + other.tasks_completed,
    tasks_failed: one.tasks_failed + other.tasks_failed,
    completion_ms: one.completion_ms + other.completion_ms,
    completions_timed: one.completions_timed + other.completions_timed,
    submitted: one.submitted + other.submitted,
    approved: one.approved + other.approved,
    approved_first: one.approved_first + other.approved_first,
    revision_requested: one.revision_requested + other.revision_requested,
    rejected: one.rejected + other.rejected,
  };
}
