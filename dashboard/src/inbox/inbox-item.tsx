import type { Interaction } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleHelp, Clock, FileCheck, ShieldQuestion, User, type LucideIcon } from 'lucide-react';
import { readableName } from '../sessions/source.ts';
import { cx } from '../ui/cx.ts';
import { Moment } from '../ui/moment.tsx';
import { useNow } from '../ui/now.tsx';
import { callOf, deadlineWords, decisionWords, kindWords, outcomeWords, plainWords } from './question-words.ts';
import type { Outgoing } from './outbox.ts';

const icons: Readonly<Record<Interaction['kind'], LucideIcon>> = {
  approval: ShieldQuestion,
  question: CircleHelp,
  review: FileCheck,
};

interface InboxItemProps {
  readonly question: Interaction;
  readonly isOpen: boolean;
  readonly outgoing: Outgoing | undefined;
}

/** One question in the list: who asks what, since when, until when. */
export function InboxItem({ question, isOpen, outgoing }: InboxItemProps) {
  const now = useNow();
  const Icon = question.state === 'open' ? icons[question.kind] : CircleCheck;
  const deadline = question.state === 'open' ? deadlineWords(question, now) : null;
  const call = callOf(question);
  return (
    <li className={cx('relative flex gap-3 px-3 py-3', isOpen ? 'bg-accent' : 'hover:bg-accent/60')}>
      <Icon size={18} aria-hidden className={cx('mt-0.5 shrink-0', question.state === 'open' ? 'text-warning' : 'text-muted-foreground')} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex items-baseline justify-between gap-2 text-xs text-muted-foreground">
          <span className="truncate">
            <span className="font-medium text-foreground">{question.agent?.display_name ?? 'Unknown agent'}</span>
            {question.session !== null && (
              <>
                {' · '}
                <bdi>{readableName(question.session.name)}</bdi>
              </>
            )}
          </span>
          <Moment at={question.created_at} />
        </p>
        <Link
          to="/inbox"
          search={(before) => ({ ...before, id: question.id })}
          resetScroll={false}
          data-question={question.id}
          aria-current={isOpen ? 'true' : undefined}
          className="line-clamp-2 font-medium wrap-anywhere -outline-offset-2! after:absolute after:inset-0 after:content-['']"
        >
          <bdi>{plainWords(question.question)}</bdi>
        </Link>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-muted-foreground">
          <span>
            {kindWords[question.kind]}
            {call !== '' && <span className="font-mono"> {call}</span>}
          </span>
          {question.assignee !== null && (
            <span className="inline-flex items-center gap-1">
              <User size={12} aria-hidden />
              {question.assignee.name}
            </span>
          )}
          {deadline !== null && (
            <span className="inline-flex items-center gap-1 text-warning">
              <Clock size={12} aria-hidden />
              {deadline}
            </span>
          )}
          {question.state !== 'open' && <span>{outcomeWords(question, null)}</span>}
        </p>
        {outgoing !== undefined && <p className="text-xs font-medium">{wordsOf(question, outgoing)}</p>}
      </div>
    </li>
  );
}

function wordsOf({ kind }: Interaction, { state, resolution }: Outgoing): string {
  if (state === 'failed') return 'Not sent';
  return `${decisionWords(kind, resolution.decision).doing}…`;
}
