import type { DeliverableWithVersions, Verdict } from '@forgeyard/sdk';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { useLetters } from '../shell/use-letters.ts';
import { Comments } from '../tasks/comments.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Status } from '../ui/status.tsx';
import { Attachments } from './attachments.tsx';
import { ContentView, viewOf, views } from './content-view.tsx';
import { DeliverableFacts } from './deliverable-facts.tsx';
import { deliverableCommentsQuery, deliverableQuery } from './deliverable-queries.ts';
import { focusChange } from './focus-change.ts';
import { LineNotesProvider } from './line-notes.tsx';
import { NewerVersion } from './newer-version.tsx';
import { ReviewBar } from './review-bar.tsx';
import { VersionsRail } from './versions-rail.tsx';

const ReviewDialog = lazy(async () => ({ default: (await import('./review-dialog.tsx')).ReviewDialog }));

/** One version of a result: read it, compare it, judge it. */
export function DeliverablePage() {
  const { id } = useParams({ from: '/shell/deliverables/$id' });
  const deliverable = useQuery(deliverableQuery(useForge(), id));
  if (deliverable.data !== undefined)
    return <LoadedDeliverable key={deliverable.data.id} deliverable={deliverable.data} query={deliverable} />;
  return <PageState noun="Deliverable" query={deliverable} />;
}

interface Compared {
  readonly view?: string;
  readonly from?: string;
  readonly to?: string;
}

interface LoadedProps {
  readonly deliverable: DeliverableWithVersions;
  readonly query: UseQueryResult<DeliverableWithVersions>;
}

function LoadedDeliverable({ deliverable, query }: LoadedProps) {
  const search = useSearch({ from: '/shell/deliverables/$id' });
  const navigate = useNavigate({ from: '/deliverables/$id' });
  const [deciding, setDeciding] = useState<Verdict | null>(null);
  const [done, setDone] = useState<Verdict | null>(null);
  const newest = deliverable.versions[0]?.version ?? deliverable.version;
  const view = viewOf(search.view);
  const { takePart } = useMay();
  const canReview = takePart && deliverable.status === 'pending' && newest === deliverable.version && done === null;
  useTitle(deliverable.title);
  const change = (part: Compared) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const decide = (decision: Verdict) => () => (canReview ? setDeciding(decision) : false);
  useLetters({
    a: decide('approved'),
    r: decide('revision_requested'),
    v: () => change({ view: views[(views.indexOf(view) + 1) % views.length] ?? 'rendered' }),
    ']': () => focusChange(1),
    '[': () => focusChange(-1),
  });
  return (
    <div className="mx-auto flex w-full max-w-[90rem] flex-col gap-5 p-4 sm:p-6">
      <Header deliverable={deliverable} />
      {query.isError && (
        <ErrorPanel title="The deliverable could not be refreshed" error={query.error} onRetry={() => void query.refetch()} />
      )}
      <NewerVersion deliverable={deliverable} />
      <ReviewBar deliverable={deliverable} newest={newest} done={done} onDecide={setDeciding} />
      <Body deliverable={deliverable} view={view} onChange={change} />
      <Suspense>
        {deciding !== null && (
          <ReviewDialog
            deliverable={deliverable}
            decision={deciding}
            onDone={(decision) => {
              setDone(decision);
              setDeciding(null);
            }}
            onNewer={() => void query.refetch()}
            onClose={() => setDeciding(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

function Header({ deliverable }: { readonly deliverable: DeliverableWithVersions }) {
  return (
    <header className="flex flex-col gap-3">
      <Link to="/deliverables" className="inline-flex min-h-6 w-fit items-center gap-1 text-muted-foreground hover:text-foreground">
        <ArrowLeft size={15} aria-hidden />
        Deliverables
      </Link>
      <div className="flex flex-wrap items-start gap-3">
        <h1 className="min-w-0 flex-1 basis-60 text-2xl font-semibold tracking-tight wrap-anywhere">
          {deliverable.title} <span className="font-normal text-muted-foreground">version {deliverable.version}</span>
        </h1>
        <Status value={deliverable.status} />
      </div>
      {deliverable.summary !== '' && <p className="max-w-prose wrap-anywhere">{deliverable.summary}</p>}
      <DeliverableFacts deliverable={deliverable} />
    </header>
  );
}

interface BodyProps {
  readonly deliverable: DeliverableWithVersions;
  readonly view: ReturnType<typeof viewOf>;
  readonly onChange: (part: Compared) => void;
}

function Body({ deliverable, view, onChange }: BodyProps) {
  const forge = useForge();
  const { from, to } = useSearch({ from: '/shell/deliverables/$id' });
  const commentsQuery = deliverableCommentsQuery(forge, String(deliverable.number));
  const comments = useQuery(commentsQuery).data ?? [];
  const send = (content: string, line: number | null) =>
    forge.deliverables.comment(deliverable.id, line === null ? { content } : { content, line });
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <LineNotesProvider comments={comments} queryKey={commentsQuery.queryKey} onSend={send}>
          <ContentView deliverable={deliverable} view={view} from={from} to={to} onChange={onChange} />
        </LineNotesProvider>
        <Comments name={`version ${deliverable.version}`} query={commentsQuery} onSend={(content) => send(content, null)} />
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="Versions">
          <VersionsRail versions={deliverable.versions} openId={deliverable.id} />
        </Panel>
        <Attachments deliverable={deliverable} />
      </div>
    </div>
  );
}
