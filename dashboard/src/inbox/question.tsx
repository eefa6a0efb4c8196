import type { Interaction, Resolution } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { pretty } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { Chip } from '../ui/status.tsx';
import { WrittenAnswer } from './written-answer.tsx';

/** One open question: the call that an agent wants to make, and the four ways to answer. */
export function Question({ interaction }: { readonly interaction: Interaction }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [writing, setWriting] = useState<'edit' | 'respond' | null>(null);
  const answer = useMutation({
    mutationFn: (resolution: Resolution) => forge.interactions.resolve(interaction.id, resolution),
    onSettled: () => queries.invalidateQueries({ queryKey: ['interactions'] }),
  });
  const send = (resolution: Resolution) => {
    if (!answer.isPending) answer.mutate(resolution);
  };
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <Asked interaction={interaction} />
      {writing === null && <CodeBlock text={pretty(interaction.input)} label="proposed input" />}
      {answer.isError && <ErrorPanel title="The answer was not taken" error={answer.error} />}
      {writing === null ? (
        <div className="flex flex-wrap gap-2 max-sm:[&>button]:h-11 max-sm:[&>button]:flex-1">
          <Button look="primary" onClick={() => send({ decision: 'approve' })}>
            Approve
          </Button>
          <Button onClick={() => setWriting('edit')}>Edit</Button>
          <Button onClick={() => send({ decision: 'reject' })}>Reject</Button>
          <Button onClick={() => setWriting('respond')}>Respond</Button>
        </div>
      ) : (
        <WrittenAnswer kind={writing} proposed={interaction.input} onSend={send} onBack={() => setWriting(null)} />
      )}
    </li>
  );
}

function Asked({ interaction }: { readonly interaction: Interaction }) {
  const call = [interaction.tool, interaction.action].filter(Boolean).join('.');
  return (
    <>
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
    </>
  );
}
