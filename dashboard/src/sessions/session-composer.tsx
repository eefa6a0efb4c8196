import type { SessionDetail } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { SendHorizontal } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { plainWords } from '../inbox/question-words.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { isForeign } from './source.ts';

const questionMax = 200;

interface SessionComposerProps {
  readonly session: SessionDetail;
  /** The open question that a message answers; null for none. */
  readonly question: string | null;
}

/** Where a person writes into a session; what was written stays until the server has it. Enter sends, Shift Enter begins a line. */
export function SessionComposer({ session, question }: SessionComposerProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () => forge.sessions.send(session.id, text.trim()),
    onSuccess: async () => {
      setText('');
      await queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const submit = () => {
    if (text.trim() !== '' && !send.isPending) send.mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form aria-label="Message" noValidate onSubmit={(event) => (event.preventDefault(), submit())} className="flex flex-col gap-2">
      <Field label={labelOf(session, question)} hint={hintOf(session, question)}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            className="max-h-60 [field-sizing:content]"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      {send.isError && <ErrorPanel title={question === null ? 'The message was not sent' : 'The answer was not sent'} error={send.error} />}
      <Button type="submit" look="primary" className="self-end max-sm:h-11" aria-disabled={send.isPending || text.trim() === ''}>
        <SendHorizontal size={16} aria-hidden />
        {question === null ? 'Send' : 'Send the answer'}
      </Button>
    </form>
  );
}

function labelOf(session: SessionDetail, question: string | null): string {
  if (question !== null) return 'Your answer';
  return isForeign(session) ? 'Message to the agent' : 'Next message to the agent';
}

/** When the agent will read it. */
function hintOf(session: SessionDetail, question: string | null): string {
  if (question !== null) return `The agent asks: “${plainWords(question).slice(0, questionMax)}” What you write here is the answer.`;
  if (!isForeign(session)) return 'It begins a new run in this session; while a run goes on, it has to wait.';
  if (session.ended_at !== null) return 'The session has ended: a message opens it again.';
  return session.liveness === 'alive'
    ? 'The agent reads it the next time it asks.'
    : 'The agent is silent: it reads it when it comes back.';
}
