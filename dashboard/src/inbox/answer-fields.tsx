import type { InteractionDetail } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import type { AnswerDraft } from './drafts.ts';
import { SchemaForm } from './form/schema-form.tsx';
import type { Shape } from './form/shape.ts';

interface AnswerFieldsProps {
  readonly question: InteractionDetail;
  readonly draft: AnswerDraft;
  readonly shape: Shape;
  readonly change: (part: Partial<AnswerDraft>) => void;
  readonly onQuickReply: (text: string) => void;
}

/** What has to be written for the chosen way to answer. */
export function AnswerFields({ question, draft, shape, change, onQuickReply }: AnswerFieldsProps) {
  return (
    <>
      {question.options.length > 0 && question.allowed.includes('respond') && draft.writing !== 'edit' && (
        <div role="group" aria-label="Quick replies" className="flex flex-wrap gap-2">
          {question.options.map((option) => (
            <Button
              key={option}
              className="h-auto! min-h-11 max-w-full rounded-full! py-2 whitespace-normal!"
              onClick={() => onQuickReply(option)}
            >
              {option}
            </Button>
          ))}
        </div>
      )}
      {draft.writing === 'edit' && (
        <section aria-label="Input to use instead" className="rounded-lg border border-border bg-card p-4">
          <SchemaForm shape={shape} draft={draft.form} faults={draft.faults} onDraft={(form) => change({ form, faults: {} })} />
        </section>
      )}
      {(draft.writing === 'respond' || draft.writing === 'reject') && (
        <Field label={labelOf(question, draft.writing)} hint="Ctrl Enter sends." error={draft.missing}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              className="max-h-72 [field-sizing:content] min-h-20"
              value={draft.text}
              onChange={(event) => change({ text: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function labelOf({ kind }: InteractionDetail, writing: 'respond' | 'reject'): string {
  if (kind === 'review') return writing === 'reject' ? 'Why it is rejected' : 'What has to be changed';
  return kind === 'approval' ? 'Answer to the agent, in place of the call' : 'Your answer';
}
