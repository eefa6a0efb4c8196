import type { JsonValue, Resolution } from '@forgeyard/sdk';
import { useState } from 'react';
import { readObject } from '../format/read-object.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextArea } from '../ui/field.tsx';

interface WrittenAnswerProps {
  /** `edit` replaces the call's input; `respond` answers in place of the call. */
  readonly kind: 'edit' | 'respond';
  readonly proposed: JsonValue;
  readonly onSend: (resolution: Resolution) => void;
  readonly onBack: () => void;
}

/** An answer that has to be written: another input for the call, or words for the agent. */
export function WrittenAnswer({ kind, proposed, onSend, onBack }: WrittenAnswerProps) {
  const isEdit = kind === 'edit';
  const [text, setText] = useState(isEdit ? JSON.stringify(proposed, null, 2) : '');
  const [fault, setFault] = useState<string | null>(null);
  const send = () => {
    const written = isEdit ? readInput(text) : readWords(text);
    if (typeof written === 'string') return setFault(written);
    onSend(written);
  };
  return (
    <>
      <Field label={isEdit ? 'Input to use instead (JSON)' : 'Answer to the agent, in place of the call'} error={fault}>
        {(control) => (
          <TextArea
            {...control}
            rows={isEdit ? 10 : 3}
            className={isEdit ? 'font-mono' : ''}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2 max-sm:[&>button]:h-11 max-sm:[&>button]:flex-1">
        <Button look="primary" onClick={send}>
          {isEdit ? 'Run with this input' : 'Send the answer'}
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </>
  );
}

function readInput(text: string): Resolution | string {
  const { value, fault } = readObject(text);
  return value === null ? fault : { decision: 'edit', input: value };
}

function readWords(text: string): Resolution | string {
  return text.trim() === '' ? 'Write an answer.' : { decision: 'respond', message: text };
}
