import type { InteractionDetail } from '@forgeyard/sdk';
import { CircleCheck, Lock } from 'lucide-react';
import { pretty } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Moment } from '../ui/moment.tsx';
import type { AnswerDraft } from './drafts.ts';
import { isAnsweredBy, outcomeWords } from './question-words.ts';

interface OutcomeProps {
  readonly question: InteractionDetail;
  readonly userId: string | null;
  readonly draft: AnswerDraft;
  readonly next: string | undefined;
  readonly onNext: () => void;
}

/** How a question ended: nothing can be changed any more. */
export function Outcome({ question, userId, draft, next, onNext }: OutcomeProps) {
  const { answer, state, resolved_at: at } = question;
  const isOwn = state === 'resolved' && isAnsweredBy(question, userId);
  const Icon = state === 'resolved' ? CircleCheck : Lock;
  const unsent = isOwn ? '' : draft.text.trim();
  return (
    <section aria-label="Outcome" className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <p role="status" className="flex flex-wrap items-center gap-2 font-medium">
        <Icon size={18} aria-hidden className={state === 'resolved' ? 'text-success' : 'text-muted-foreground'} />
        {outcomeWords(question, userId)}
        {at !== null && (
          <span className="font-normal text-muted-foreground">
            <Moment at={at} />
          </span>
        )}
      </p>
      {answer !== null && answer.message !== null && <p className="whitespace-pre-wrap wrap-anywhere">{answer.message}</p>}
      {question.decision === 'edit' && answer !== null && <CodeBlock text={pretty(answer.input)} label="input that was used" />}
      {unsent !== '' && (
        <div className="flex flex-col gap-1">
          <p className="text-muted-foreground">What you were writing was not sent:</p>
          <CodeBlock text={unsent} label="your text" className="whitespace-pre-wrap" />
        </div>
      )}
      {next !== undefined && (
        <Button look="primary" className="self-start max-lg:h-11" onClick={onNext}>
          Next question
        </Button>
      )}
    </section>
  );
}
