import type { Task } from '@forgeyard/sdk';
import { boardColumns, columnOf, type ColumnId } from './moves.ts';

/** A column under the pointer or with the focus, and the cards that it showed when that began. */
export interface Held {
  readonly column: ColumnId;
  readonly ids: readonly string[];
}

export interface LaidColumn {
  readonly id: ColumnId;
  readonly tasks: readonly Task[];
  /** Cards that came, left or changed places since the column is held. */
  readonly waiting: number;
}

/** Most urgent first; among equals the one that has waited longest. */
export function byUrgency(one: Task, other: Task): number {
  return one.priority - other.priority || one.created_at.localeCompare(other.created_at) || one.number - other.number;
}

/**
 * Lays tasks out in columns. The held column keeps its cards and their order, with new contents, whatever happened since; a card that it
 * holds does not show up in another column meanwhile. The card that the reader moved themselves, `actedId`, is where it belongs at once.
 */
export function layOut(tasks: readonly Task[], hold: Held | null, actedId: string | null = null): readonly LaidColumn[] {
  const held = hold === null ? null : { ...hold, ids: hold.ids.filter((id) => id !== actedId) };
  const taskById = new Map(tasks.map((task) => [task.id, task]));
  const heldIds = new Set(held?.ids.filter((id) => taskById.has(id)));
  return boardColumns.map(({ id }) => {
    const fresh = tasks.filter((task) => columnOf(task) === id).toSorted(id === 'completed' ? byNewest : byUrgency);
    if (held?.column !== id) return { id, tasks: fresh.filter((task) => !heldIds.has(task.id)), waiting: 0 };
    const kept = held.ids.flatMap((each) => taskById.get(each) ?? []);
    const own = fresh.filter((task) => task.id === actedId);
    const others = fresh.filter((task) => task.id !== actedId);
    return { id, tasks: [...own, ...kept], waiting: differences(kept, others) };
  });
}

function byNewest(one: Task, other: Task): number {
  return (other.completed_at ?? '').localeCompare(one.completed_at ?? '') || other.number - one.number;
}

function differences(shown: readonly Task[], fresh: readonly Task[]): number {
  const shownIds = new Set(shown.map(({ id }) => id));
  const freshIds = new Set(fresh.map(({ id }) => id));
  const came = fresh.filter(({ id }) => !shownIds.has(id)).length;
  const left = shown.filter(({ id }) => !freshIds.has(id)).length;
  if (came + left > 0) return came + left;
  return shown.filter(({ id }, place) => fresh[place]?.id !== id).length;
}
