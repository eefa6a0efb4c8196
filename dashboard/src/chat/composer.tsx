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

/** What is being written; `data` is null while no JSON is attached. */
interface Message {
  readonly input: string;
  readonly data: string | null;
  readonly fault: string | null;
}

const blank: Message = { input: '', data: null, fault: null };

/** Where a message is written; JSON data can go with it. Enter sends, Shift Enter begins a line. */
export function Composer({ example, isBusy, onSend, onStop }: ComposerProps) {
  const [message, setMessage] = useState(blank);
  const change = (part: Partial<Message>) => setMessage((before) => ({ ...before, fault: null, ...part }));
  const send = () => {
    if (isBusy || message.input.trim() === '') return;
    const data = message.data === null || message.data.trim() === '' ? null : readObject(message.data);
    if (data !== null && data.fault !== null) return change({ fault: data.fault });
    onSend(message.input, data?.value ?? null);
    setMessage(blank);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      aria-label="Message"
      onSubmit={(event: FormEvent) => (event.preventDefault(), send())}
      className="flex shrink-0 flex-col gap-2 border-t border-border bg-background p-3 sm:px-4"
    >
      {message.data !== null && <DataField text={message.data} fault={message.fault} onChange={(data) => change({ data })} />}
      <TextArea
        aria-label="Message to the agent"
        placeholder="Write to the agent"
        rows={2}
        className="max-h-48 resize-none [field-sizing:content]"
        value={message.input}
        onChange={(event) => change({ input: event.target.value })}
        onKeyDown={onKey}
      />
      <Actions message={message} change={change} example={example} isBusy={isBusy} onStop={onStop} />
    </form>
  );
}

interface DataFieldProps {
  readonly text: string;
  readonly fault: string | null;
  readonly onChange: (text: string) => void;
}

function DataField({ text, fault, onChange }: DataFieldProps) {
  return (
    <Field label="JSON data" error={fault}>
      {(control) => (
        <TextArea
          {...control}
          rows={5}
          className="font-mono sm:text-xs"
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface ActionsProps extends Pick<ComposerProps, 'example' | 'isBusy' | 'onStop'> {
  readonly message: Message;
  readonly change: (part: Partial<Message>) => void;
}

function Actions({ message, change, example, isBusy, onStop }: ActionsProps) {
  const isAttached = message.data !== null;
  const fillIn = ({ input, data }: Example) => change({ input, data: data === null ? null : JSON.stringify(data, null, 2) });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="quiet" aria-pressed={isAttached} onClick={() => change({ data: isAttached ? null : '{}' })}>
        <Braces size={16} aria-hidden />
        {isAttached ? 'Remove JSON' : 'Attach JSON'}
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
        <Button type="submit" look="primary" className="ml-auto" disabled={message.input.trim() === ''}>
          <SendHorizontal size={16} aria-hidden />
          Send
        </Button>
      )}
    </div>
  );
}
