import type { JsonObject } from '@forgeyard/sdk';
import { Braces, CircleStop, SendHorizontal, Sparkles } from 'lucide-react';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Example } from '../agents/example.ts';
import { readObject } from '../format/read-object.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextArea } from '../ui/field.tsx';

interface ComposerProps {
  readonly example: Example | null;
  readonly isBusy: boolean;
  readonly onSend: (input: string, data: JsonObject | null) => void;
  readonly onStop: () => void;
}

/** Where a message is written; JSON data can go with it. Enter sends, Shift Enter begins a line. */
export function Composer({ example, isBusy, onSend, onStop }: ComposerProps) {
  const [input, setInput] = useState('');
  const [dataText, setDataText] = useState<string | null>(null);
  const [dataFault, setDataFault] = useState<string | null>(null);

  const send = () => {
    if (isBusy || input.trim() === '') return;
    const data = dataText === null || dataText.trim() === '' ? null : readObject(dataText);
    setDataFault(data?.fault ?? null);
    if (data !== null && data.fault !== null) return;
    onSend(input, data?.value ?? null);
    setInput('');
    setDataText(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const fillIn = (sample: Example) => {
    setInput(sample.input);
    setDataText(sample.data === null ? null : JSON.stringify(sample.data, null, 2));
    setDataFault(null);
  };
  return (
    <form
      aria-label="Message"
      onSubmit={(event: FormEvent) => (event.preventDefault(), send())}
      className="flex shrink-0 flex-col gap-2 border-t border-border bg-background p-3 sm:px-4"
    >
      {dataText !== null && (
        <Field label="JSON data" error={dataFault}>
          {(control) => (
            <TextArea
              {...control}
              rows={5}
              className="font-mono sm:text-xs"
              spellCheck={false}
              value={dataText}
              onChange={(event) => setDataText(event.target.value)}
            />
          )}
        </Field>
      )}
      <TextArea
        aria-label="Message to the agent"
        placeholder="Write to the agent"
        rows={2}
        className="max-h-48 resize-none [field-sizing:content]"
        value={input}
        onChange={(event) => setInput(event.target.value)}
        onKeyDown={onKey}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="quiet" aria-pressed={dataText !== null} onClick={() => setDataText(dataText === null ? '{}' : null)}>
          <Braces size={16} aria-hidden />
          {dataText === null ? 'Attach JSON' : 'Remove JSON'}
        </Button>
        {example !== null && (
          <Button look="quiet" onClick={() => fillIn(example)}>
            <Sparkles size={16} aria-hidden />
            Example
          </Button>
        )}
        {isBusy ? (
          <Button className="ml-auto" onClick={onStop}>
            <CircleStop size={16} aria-hidden />
            Stop
          </Button>
        ) : (
          <Button type="submit" look="primary" className="ml-auto" disabled={input.trim() === ''}>
            <SendHorizontal size={16} aria-hidden />
            Send
          </Button>
        )}
      </div>
    </form>
  );
}
