import type { InteractionDetail } from '@forgeyard/sdk';
import { useState } from 'react';
import { Answer } from '../chat/answer.tsx';
import { Button } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';

const shownFirst = 3;

/** What happened before the question, oldest first; the last three steps until more are wanted. */
export function ContextSteps({ question }: { readonly question: InteractionDetail }) {
  const [isAll, setAll] = useState(false);
  const context = question.context.filter((step, place, { length }) => place < length - 1 || step.text !== question.question);
  if (context.length === 0) return null;
  const shown = isAll ? context : context.slice(-shownFirst);
  return (
    <section aria-label="What led to it" className="flex flex-col gap-2">
      {shown.length < context.length && (
        <Button look="quiet" className="self-start text-muted-foreground" onClick={() => setAll(true)}>
          Show {context.length - shown.length} earlier
        </Button>
      )}
      <ol className="flex flex-col gap-2 border-l-2 border-border pl-3">
        {shown.map((step, place) => (
          <li key={`${step.at} ${place}`} className="min-w-0">
            <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
              <span className="font-medium">{step.who}</span>
              <Moment at={step.at} />
            </p>
            {step.kind === 'message' ? <Answer text={step.text} /> : <p className="font-mono text-xs wrap-anywhere">{step.text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
