import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { statusOf } from '../api/failure.ts';
import { activityQuery } from '../audit/audit-queries.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

/** The last audit entries about a key. */
export function KeyActivity({ id }: { readonly id: string }) {
  const entries = useQuery(activityQuery(useForge(), id));
  const all = entries.data ?? [];
  return (
    <section aria-label="Activity" className="flex flex-col gap-2">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">Activity</h2>
        <Link
          to="/settings/audit"
          search={{ target: id }}
          className="inline-flex min-h-9 items-center font-medium text-primary underline underline-offset-2"
        >
          In the audit log
        </Link>
      </header>
      {entries.isPending && <SkeletonRows label="activity" rows={3} />}
      {entries.isError && statusOf(entries.error) === 403 && <p className="text-muted-foreground">You may not read the audit log.</p>}
      {entries.isError && statusOf(entries.error) !== 403 && (
        <ErrorPanel title="The activity could not be loaded" error={entries.error} onRetry={() => void entries.refetch()} />
      )}
      {entries.isSuccess && all.length === 0 && <p className="text-muted-foreground">Nothing was done to this key yet.</p>}
      {all.length > 0 && (
        <ol className="rounded-lg border border-border bg-card">
          {all.map((entry) => (
            <li key={entry.id} className="flex flex-wrap items-center gap-x-3 border-b border-border px-3 py-2 last:border-b-0">
              <span className="font-mono text-xs font-medium">{entry.event}</span>
              <span className="text-muted-foreground">by {entry.actor_name ?? entry.actor}</span>
              <span className="ml-auto text-muted-foreground">
                <Moment at={entry.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
