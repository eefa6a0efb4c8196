import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import type { Interaction, Resolution } from '@forgeyard/sdk';
import { readObject } from '../format/read-object.ts';
import { pretty } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Chip } from '../ui/status.tsx';

type Mode = 'look' | 'edit' | 'respond';

/** One open question: the call that an agent wants to make, and the four ways to answer. */
export function Question({ interaction }: { readonly interaction: Interaction }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [mode, setMode] = useState<Mode>('look');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const answer = useMutation({
    mutationFn: (resolution: Resolution) => forge.interactions.resolve(interaction.id, resolution),
    onSettled: () => queries.invalidateQueries({ queryKey: ['interactions'] }),
  });
  const send = (body: Resolution) => {
    if (!answer.isPending) answer.mutate(body);
  };
  const open = (next: Mode) => {
    setMode(next);
    setText(next === 'edit' ? pretty(interaction.input, 200_000) : '');
    setFault(null);
  };
  const sendText = () => {
    if (mode === 'respond') return text.trim() === '' ? setFault('Write an answer.') : send({ decision: 'respond', message: text });
    const parsed = readObject(text);
    if (parsed.value === null) return setFault(parsed.fault);
    send({ decision: 'edit', input: parsed.value });
  };
  const call = [interaction.tool, interaction.action].filter(Boolean).join('.');
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{interaction.question ?? `${interaction.agent.display_name} asks`}</h2>
        {call !== '' && <Chip>{call}</Chip>}
      </div>
      <p className="flex flex-wrap gap-x-3 text-muted-foreground">
        <span>{interaction.agent.display_name}</span>
        <Moment at={interaction.created_at} />
        <Link to="/runs/$id" params={{ id: interaction.run_id }} className="text-primary underline underline-offset-2">
          Open run
        </Link>
      </p>
      {mode === 'look' && <CodeBlock text={pretty(interaction.input)} label="proposed input" />}
      {mode !== 'look' && (
        <Field label={mode === 'edit' ? 'Input to use instead (JSON)' : 'Answer to the agent, in place of the call'} error={fault}>
          {(control) => (
            <TextArea
              {...control}
              rows={mode === 'edit' ? 10 : 3}
              className={mode === 'edit' ? 'font-mono' : ''}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
      {answer.isError && <ErrorPanel title="The answer was not taken" error={answer.error} />}
      <div className="flex flex-wrap gap-2 max-sm:[&>button]:h-11 max-sm:[&>button]:flex-1">
        {mode === 'look' ? (
          <>
            <Button look="primary" onClick={() => send({ decision: 'approve' })}>
              Approve
            </Button>
            <Button onClick={() => open('edit')}>Edit</Button>
            <Button onClick={() => send({ decision: 'reject' })}>Reject</Button>
            <Button onClick={() => open('respond')}>Respond</Button>
          </>
        ) : (
          <>
            <Button look="primary" onClick={sendText}>
              {mode === 'edit' ? 'Run with this input' : 'Send the answer'}
            </Button>
            <Button onClick={() => open('look')}>Back</Button>
          </>
        )}
      </div>
    </li>
  );
}
