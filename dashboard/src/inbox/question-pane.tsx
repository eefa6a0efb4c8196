import type { Interaction, InteractionDetail } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { AnswerPart } from './answer-part.tsx';
import { ContextSteps } from './context-steps.tsx';
import { questionQuery } from './inbox-queries.ts';
import { Outcome } from './outcome.tsx';
import { QuestionHead } from './question-head.tsx';
import { isAnsweredBy } from './question-words.ts';
import { ReviewedWork } from './reviewed-work.tsx';
import { twinsOf } from './twins.ts';
import type { Drafts } from './use-drafts.ts';
import type { Outbox } from './use-outbox.ts';

const PushOffer = lazy(async () => ({ default: (await import('./push-offer.tsx')).PushOffer }));

interface QuestionPaneProps {
  readonly id: string;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  /** What the list beside it shows. */
  readonly rows: readonly Interaction[];
  readonly next: string | undefined;
  readonly onNext: () => void;
}

/** One question: what is asked, what led to it, and the ways to answer. */
export function QuestionPane({ id, drafts, outbox, rows, next, onNext }: QuestionPaneProps) {
  const question = useQuery(questionQuery(useForge(), id));
  return (
    <article aria-label="Question" className="flex min-w-0 flex-col gap-4">
      <div className="flex items-center justify-between gap-2 lg:hidden">
        <Link to="/inbox" search={({ id: _, ...before }) => before} className={buttonClass('quiet', 'h-11 -ml-3')}>
          <ArrowLeft size={18} aria-hidden />
          Inbox
        </Link>
        {next !== undefined && (
          <Button look="quiet" className="h-11" onClick={onNext}>
            Next
            <ArrowRight size={18} aria-hidden />
          </Button>
        )}
      </div>
      {question.isPending && <SkeletonRows label="the question" />}
      {question.isError && question.data === undefined && (
        <ErrorPanel title="The question could not be loaded" error={question.error} onRetry={() => void question.refetch()} />
      )}
      {question.data !== undefined && <Shown question={question.data} {...{ drafts, outbox, rows, next, onNext }} />}
    </article>
  );
}

type ShownProps = Omit<QuestionPaneProps, 'id'> & { readonly question: InteractionDetail };

function Shown({ question, drafts, outbox, rows, next, onNext }: ShownProps) {
  const { takePart, userId } = useMay();
  const end = useRef<HTMLDivElement | null>(null);
  const isOpen = question.state === 'open';
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    // The buttons that had the focus are gone: it goes to what replaced them.
    if (wasOpen.current && !isOpen && document.activeElement === document.body) end.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <>
      <QuestionHead question={question} canAct={takePart} />
      {question.deliverable_id === null && <ContextSteps question={question} />}
      {question.deliverable_id !== null && <ReviewedWork id={question.deliverable_id} />}
      {isOpen && takePart && <AnswerPart question={question} drafts={drafts} outbox={outbox} twins={twinsOf(question, rows)} />}
      {isOpen && !takePart && <p className="text-muted-foreground">Owners, admins and reviewers answer. Your role may look.</p>}
      <div ref={end} tabIndex={-1} className="outline-none">
        {!isOpen && <Outcome question={question} userId={userId} draft={drafts.of(question)} next={next} onNext={onNext} />}
      </div>
      <Suspense>{!isOpen && isAnsweredBy(question, userId) && <PushOffer />}</Suspense>
    </>
  );
}
