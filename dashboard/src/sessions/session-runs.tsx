import { useInfiniteQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { runsQuery } from '../api/queries.ts';
import { runColumns } from '../runs/runs-page.tsx';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';

/** The runs of a session, newest first. */
export function SessionRuns({ id }: { readonly id: string }) {
  const runs = useInfiniteQuery({ ...runsQuery(useForge(), { session: id }), refetchInterval: 4_000 });
  const rows = joinPages(runs.data?.pages);
  if (runs.isPending) return <SkeletonRows label="runs" />;
  if (runs.isError) return <ErrorPanel title="The runs could not be loaded" error={runs.error} onRetry={() => void runs.refetch()} />;
  if (rows.length === 0) return <p className="text-muted-foreground">No runs yet.</p>;
  return (
    <div className="flex flex-col gap-3">
      <DataTable label="Runs" columns={runColumns} rows={rows} idOf={(run) => run.id} />
      {runs.hasNextPage && (
        <Button className="self-center" onClick={() => void runs.fetchNextPage()}>
          Load older runs
        </Button>
      )}
    </div>
  );
}
