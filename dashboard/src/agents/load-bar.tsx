import type { Agent } from '@forgeyard/sdk';
import { cx } from '../ui/cx.ts';
import { runningOf } from './agent-filter.ts';

/** How much of what an agent may do at the same time it does now: a bar, and "2 of 3". */
export function LoadBar({ agent }: { readonly agent: Agent }) {
  const running = runningOf(agent);
  const share = Math.min(1, running / Math.max(1, agent.max_concurrent_tasks));
  return (
    <span className="tabular inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className="inline-block h-2 w-12 overflow-hidden rounded-full border border-input bg-muted">
        <span
          className={cx('block h-full', share >= 1 ? 'bg-warning' : 'bg-(--bar-model)')}
          style={{ width: `${Math.round(share * 100)}%` }}
        />
      </span>
      {running} of {agent.max_concurrent_tasks}
    </span>
  );
}
