import type { DeliverableWithVersions, Verdict } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, Check, MessageSquareWarning, X } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { queueQuery } from './deliverable-queries.ts';
import { decisionWords } from './review-words.ts';

interface ReviewBarProps {
  readonly deliverable: DeliverableWithVersions;
  readonly newest: number;
  /** The verdict that was given on this page. */
  readonly done: Verdict | null;
  readonly onDecide: (decision: Verdict) => void;
}

/** The three verdicts, and the way to what waits next. */
export function ReviewBar({ deliverable, newest, done, onDecide }: ReviewBarProps) {
  const queue = useQuery(queueQuery(useForge())).data ?? [];
  const others = queue.filter(({ id }) => id !== deliverable.id);
  const place = queue.findIndex(({ id }) => id === deliverable.id);
  const next = queue.slice(place + 1).find(({ id }) => id !== deliverable.id) ?? others[0];
  const { takePart } = useMay();
  const isOpen = deliverable.status === 'pending' && newest === deliverable.version;
  const canReview = isOpen && takePart;
  return (
    <div
      role="group"
      aria-label="Review"
      className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-2 border-y border-border bg-background px-4 py-2 sm:top-14 sm:bottom-auto sm:-mx-6 sm:px-6"
    >
      <p role="status" className="sr-only">
        {done === null ? '' : decisionWords[done].done}
      </p>
      {done !== null && <span className="font-medium">{decisionWords[done].done}</span>}
      {canReview && done === null && <Verdicts onDecide={onDecide} />}
      {!canReview && done === null && (
        <span className="text-muted-foreground">
          {isOpen ? 'It waits for a review. Viewers do not judge.' : whyNot(deliverable, newest)}
        </span>
      )}
      {next !== undefined && (
        <Link
          to="/deliverables/$id"
          params={{ id: String(next.number) }}
          search={({ view }) => (view === undefined ? {} : { view })}
          className={buttonClass(done === null ? 'quiet' : 'primary', 'sm:ml-auto')}
        >
          Next in queue
          <span className="tabular text-xs">{others.length === 1 ? '1 waits' : `${others.length} wait`}</span>
          <ArrowRight size={16} aria-hidden />
        </Link>
      )}
    </div>
  );
}

function Verdicts({ onDecide }: Pick<ReviewBarProps, 'onDecide'>) {
  return (
    <>
      <Button look="primary" className="max-sm:flex-1" aria-keyshortcuts="a" onClick={() => onDecide('approved')}>
        <Check size={16} aria-hidden />
        Approve
      </Button>
      <Button className="max-sm:flex-1" aria-keyshortcuts="r" onClick={() => onDecide('revision_requested')}>
        <MessageSquareWarning size={16} aria-hidden />
        Request revision
      </Button>
      <Button className="max-sm:flex-1" onClick={() => onDecide('rejected')}>
        <X size={16} aria-hidden />
        Reject
      </Button>
    </>
  );
}

const verdicts: Readonly<Record<Exclude<DeliverableWithVersions['status'], 'pending'>, string>> = {
  approved: 'approved it.',
  revision_requested: 'asked for a revision.',
  revised: 'asked for a revision, and a newer version has come.',
  rejected: 'rejected it.',
};

function whyNot({ status, reviewed_by: by }: DeliverableWithVersions, newest: number): string {
  if (status === 'pending') return `Version ${newest} replaced this one.`;
  return `${by?.name ?? 'Somebody'} ${verdicts[status]}`;
}
