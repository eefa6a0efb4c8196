import type { Assignee } from '@forgeyard/sdk';
import { count } from '../format/value.ts';
import type { ColumnId } from './moves.ts';

export interface Wip {
  readonly says: string;
  readonly isFull: boolean;
}

/** Work in progress against what the agents may hold at once; people have no limit. Null for columns without one. */
export function wipOf(column: ColumnId, assignees: readonly Assignee[]): Wip | null {
  const agents = assignees.filter(({ kind, status }) => kind !== 'human' && status === 'active');
  if (agents.length === 0) return null;
  if (column === 'in_progress') {
    const running = sum(agents.map((agent) => agent.running_tasks));
    const limit = sum(agents.map((agent) => agent.max_concurrent));
    return { says: `${count(running)} of ${count(limit)} places taken`, isFull: running >= limit };
  }
  if (column !== 'assigned') return null;
  const full = agents.filter((agent) => agent.open_tasks >= agent.max_concurrent);
  if (full.length === 0) return { says: 'Every agent has room', isFull: false };
  const names = full.length === 1 ? `${full[0]?.display_name} is` : `${count(full.length)} of ${count(agents.length)} agents are`;
  return { says: `${names} at the limit`, isFull: true };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
