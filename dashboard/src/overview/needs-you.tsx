import type { Overview } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { CircleCheck, MessageCircleQuestion } from 'lucide-react';
import { count } from '../format/value.ts';
import { plainWords } from '../inbox/question-words.ts';
import { buttonClass } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';

/** What waits for people, the oldest first; the card that nobody should overlook. */
export function NeedsYou({ waiting }: { readonly waiting: Overview['waiting'] }) {
  const { oldest } = waiting;
  if (oldest === null)
    return (
      <section aria-label="Needs you" className="flex items-center gap-3 rounded-lg border border-border bg-card p-4 text-muted-foreground">
        <CircleCheck size={20} aria-hidden className="text-success" />
        Nothing waits for you.
      </section>
    );
  const mine = waiting.mine > 0 ? `, ${count(waiting.mine)} of them assigned to you` : '';
  return (
    <section aria-label="Needs you" className="flex flex-wrap items-center gap-4 rounded-lg border border-warning bg-warning-muted p-4">
      <MessageCircleQuestion size={24} aria-hidden className="shrink-0 text-warning max-sm:hidden" />
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="font-semibold">
          {count(waiting.open)} {waiting.open === 1 ? 'thing waits' : 'things wait'} for an answer{mine}
        </h2>
        <p className="line-clamp-2 break-words">
          <bdi>{plainWords(oldest.question)}</bdi>{' '}
          <span className="text-muted-foreground">
            (<Moment at={oldest.created_at} />)
          </span>
        </p>
      </div>
      <Link to="/inbox" search={{ id: oldest.id }} className={buttonClass('primary', 'max-sm:h-11 max-sm:flex-1')}>
        Answer the oldest
      </Link>
    </section>
  );
}
