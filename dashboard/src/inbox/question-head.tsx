import type { InteractionDetail } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { Clock } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Markdown } from '../markdown/markdown.tsx';
import { readableName } from '../sessions/source.ts';
import { Button } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';
import { useNow } from '../ui/now.tsx';
import { Chip } from '../ui/status.tsx';
import { callOf, deadlineWords, kindWords } from './question-words.ts';

const AssignQuestion = lazy(async () => ({ default: (await import('./assign-question.tsx')).AssignQuestion }));
const SnoozeQuestion = lazy(async () => ({ default: (await import('./snooze-question.tsx')).SnoozeQuestion }));

const linkClass = 'inline-flex min-h-6 items-center font-medium text-primary underline underline-offset-2';

interface QuestionHeadProps {
  readonly question: InteractionDetail;
  readonly canAct: boolean;
}

/** Who asks what: the question with its agent, its session, its deadline, and whom it is for. */
export function QuestionHead({ question, canAct }: QuestionHeadProps) {
  const now = useNow();
  const call = callOf(question);
  const deadline = question.state === 'open' ? deadlineWords(question, now) : null;
  return (
    <header className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground">
        <Chip>{kindWords[question.kind]}</Chip>
        <span className="font-medium text-foreground">{question.agent?.display_name ?? 'Unknown agent'}</span>
        <Moment at={question.created_at} />
        {question.session !== null && (
          <Link to="/sessions/$id" params={{ id: question.session.id }} className={linkClass}>
            <bdi>{readableName(question.session.name)}</bdi>
          </Link>
        )}
        {question.run_id !== null && (
          <Link to="/runs/$id" params={{ id: question.run_id }} className={linkClass}>
            Open run
          </Link>
        )}
      </p>
      <h2 className="sr-only">{question.question.slice(0, 200)}</h2>
      <div className="text-base">
        <Markdown text={question.question} />
      </div>
      {call !== '' && (
        <p>
          <Chip>{call}</Chip>
        </p>
      )}
      {deadline !== null && (
        <p className="flex items-center gap-2 text-warning">
          <Clock size={16} aria-hidden />
          {deadline}
        </p>
      )}
      <Recipient question={question} canAct={canAct} />
    </header>
  );
}

/** Whom a question is for, and until when it is put off. */
function Recipient({ question, canAct }: QuestionHeadProps) {
  const [open, setOpen] = useState<'assign' | 'snooze' | null>(null);
  const isSnoozed = question.snoozed_until !== null && Date.parse(question.snoozed_until) > useNow();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p className="text-muted-foreground">
        {question.assignee === null ? 'For anybody' : `For ${question.assignee.name}`}
        {isSnoozed && (
          <>
            {' · snoozed until '}
            <Moment at={question.snoozed_until} />
          </>
        )}
      </p>
      {canAct && question.state === 'open' && (
        <div className="flex gap-2 sm:ml-auto">
          <Button className="max-lg:h-11" onClick={() => setOpen('assign')}>
            Assign
          </Button>
          <Button className="max-lg:h-11" onClick={() => setOpen('snooze')}>
            Snooze
          </Button>
        </div>
      )}
      <Suspense>
        {open === 'assign' && <AssignQuestion question={question} onClose={() => setOpen(null)} />}
        {open === 'snooze' && <SnoozeQuestion question={question} isSnoozed={isSnoozed} onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}
