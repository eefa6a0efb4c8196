import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { Answer } from '../chat/answer.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';

const shownChars = 20_000;

/** The work that a review is about, with the way to its own page. */
export function ReviewedWork({ id }: { readonly id: string }) {
  const forge = useForge();
  const work = useQuery({ queryKey: ['deliverables', 'one', id], queryFn: ({ signal }) => forge.deliverables.get(id, { signal }) });
  if (work.isPending) return <SkeletonRows label="the deliverable" rows={2} />;
  if (work.isError)
    return <ErrorPanel title="The deliverable could not be loaded" error={work.error} onRetry={() => void work.refetch()} />;
  const { title, number, version, status, summary, content, content_type: type } = work.data;
  const text = content.slice(0, shownChars);
  return (
    <Panel
      title={title}
      actions={
        <span className="flex items-center gap-3">
          <Status value={status} />
          <Link
            to="/deliverables/$id"
            params={{ id: String(number) }}
            className="inline-flex min-h-6 items-center font-medium text-primary underline underline-offset-2"
          >
            Open version {version}
          </Link>
        </span>
      }
    >
      {summary !== null && summary !== '' && <p className="text-muted-foreground">{summary}</p>}
      <div role="region" aria-label="The work" tabIndex={0} className="max-h-96 overflow-y-auto">
        {type === 'text' || type === 'markdown' ? <Answer text={text} /> : <CodeBlock text={text} label={type} />}
      </div>
      {content.length > shownChars && <p className="text-muted-foreground">Only the beginning: the whole is on its own page.</p>}
    </Panel>
  );
}
