import type { Task } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { deliverablesOfTaskQuery } from '../deliverables/deliverable-queries.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';

/** What was handed in for a task, newest first. */
export function TaskDeliverables({ task }: { readonly task: Task }) {
  const list = useQuery({ ...deliverablesOfTaskQuery(useForge(), String(task.number)), enabled: task.deliverables.count > 0 });
  const rows = list.data ?? [];
  return (
    <Panel title="Deliverables">
      {task.deliverables.count === 0 && <p className="text-muted-foreground">Nothing was handed in yet.</p>}
      {list.isLoading && <SkeletonRows label="deliverables" rows={1} />}
      {list.isError && <ErrorPanel title="The deliverables could not be loaded" error={list.error} onRetry={() => void list.refetch()} />}
      {rows.length > 0 && (
        <ul className="flex flex-col">
          {rows.map((row) => (
            <li
              key={row.id}
              className="relative -mx-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md px-2 py-1.5 hover:bg-accent/60"
            >
              <span className="tabular text-muted-foreground">v{row.version}</span>
              <Link
                to="/deliverables/$id"
                params={{ id: String(row.number) }}
                className="min-w-0 flex-1 basis-40 truncate font-medium after:absolute after:inset-0 after:content-['']"
              >
                {row.title}
              </Link>
              <Status value={row.status} />
              <span className="text-muted-foreground">
                <Moment at={row.created_at} />
              </span>
              {row.run_id !== null && (
                <Link to="/runs/$id" params={{ id: row.run_id }} className="relative z-10 text-primary underline underline-offset-2">
                  Run
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
