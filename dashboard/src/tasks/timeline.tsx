import type { Activity } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { saidOf, worthReading } from './activity-words.ts';
import { taskActivityQuery } from './task-queries.ts';
import { authorOf } from './task-words.ts';

/** What happened to a task, newest first: claims, progress, reviews, failures. */
export function Timeline({ taskId }: { readonly taskId: string }) {
  const activity = useQuery(taskActivityQuery(useForge(), taskId));
  if (activity.data === undefined) {
    if (activity.isPending) return <SkeletonRows label="history" rows={3} />;
    return <ErrorPanel title="The history could not be loaded" error={activity.error} onRetry={() => void activity.refetch()} />;
  }
  const entries = worthReading(activity.data.data);
  if (entries.length === 0) return <p className="text-muted-foreground">Nothing yet.</p>;
  return (
    <ol aria-label="History" className="flex flex-col gap-3 border-l border-border pl-4">
      {entries.map((entry) => (
        <li key={entry.id} className="relative">
          <span aria-hidden className="absolute top-1.5 -left-[1.3rem] size-2 rounded-full bg-input" />
          <p className="wrap-anywhere">
            <span className="font-medium">{authorOf(entry.actor)}</span> {saidOf(entry)}
          </p>
          <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
            <Moment at={entry.at} />
            <Links entry={entry} />
          </p>
        </li>
      ))}
      {activity.data.hasMore && <li className="text-muted-foreground">Older entries are left out.</li>}
    </ol>
  );
}

function Links({ entry }: { readonly entry: Activity }) {
  const run = entry.data['run_id'];
  const linkClass = 'text-primary underline underline-offset-2';
  return (
    <>
      {typeof run === 'string' && (
        <Link to="/runs/$id" params={{ id: run }} className={linkClass}>
          Open the run
        </Link>
      )}
      {entry.deliverable_id !== null && entry.event.startsWith('deliverable.') && (
        <Link to="/deliverables/$id" params={{ id: entry.deliverable_id }} className={linkClass}>
          Open the deliverable
        </Link>
      )}
    </>
  );
}
