import type { Agent, Member } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { membersQuery } from '../members/member-queries.ts';
import { personName } from '../members/who.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, type ControlProps } from '../ui/field.tsx';

const ConfirmByName = lazy(async () => ({ default: (await import('../members/confirm-by-name.tsx')).ConfirmByName }));

/** Whose agent it is, and how it goes. */
export function AgentOffice({ agent }: { readonly agent: Agent }) {
  return (
    <div className="flex flex-col gap-4 pt-2 pb-6">
      <OwnerSection agent={agent} />
      <DeleteSection agent={agent} />
    </div>
  );
}

function OwnerSection({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const queries = useQueryClient();
  const members = useQuery(membersQuery(forge));
  const { owner } = agent;
  const [chosen, setChosen] = useState<string | null>(null);
  const value = chosen ?? owner?.id ?? '';
  const link = useMutation({
    mutationFn: () => forge.agents.setOwner(agent.slug, value === '' ? null : value),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['agents'] });
      setChosen(null);
    },
  });
  return (
    <Section title="Owner" lead="Whose agent this is: its tasks are among this person's own.">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <Field label="Person">
            {(control) => (
              <MemberChoice
                control={control}
                value={value}
                owner={owner}
                members={members.data ?? []}
                onChange={(id) => {
                  setChosen(id);
                  link.reset();
                }}
              />
            )}
          </Field>
        </div>
        <Button aria-disabled={link.isPending} onClick={() => !link.isPending && link.mutate()}>
          {link.isPending ? 'Saving…' : 'Save owner'}
        </Button>
      </div>
      <p role="status" className="text-success empty:hidden">
        {link.isSuccess && 'Saved.'}
      </p>
      {members.isError && (
        <ErrorPanel title="The members could not be loaded" error={members.error} onRetry={() => void members.refetch()} />
      )}
      {link.isError && <ErrorPanel title="The owner was not saved" error={link.error} />}
    </Section>
  );
}

interface MemberChoiceProps {
  readonly control: ControlProps;
  readonly value: string;
  readonly owner: Agent['owner'];
  readonly members: readonly Member[];
  readonly onChange: (userId: string) => void;
}

/** The members; an owner who left, or who cannot be looked up, stays in the list. */
function MemberChoice({ control, value, owner, members, onChange }: MemberChoiceProps) {
  const isGone = owner !== null && !members.some(({ user }) => user.id === owner.id);
  return (
    <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">Nobody</option>
      {isGone && <option value={owner.id}>{owner.name}</option>}
      {members.map(({ user }) => (
        <option key={user.id} value={user.id}>
          {personName(user)}
        </option>
      ))}
    </Choice>
  );
}

function DeleteSection({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const { open_tasks: open } = agent;
  const act = async () => {
    await forge.agents.delete(agent.id);
    await navigate({ to: '/agents' });
    queries.removeQueries({ queryKey: ['agents', 'one', agent.slug] });
    await queries.invalidateQueries({ queryKey: ['agents', 'list'] });
  };
  return (
    <Section
      title="Delete"
      lead="The agent and the keys that act as it go for good; its runs and sessions stay to be read."
      actions={
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete agent
        </Button>
      }
    >
      <Suspense>
        {isAsking && (
          <ConfirmByName
            title={`Delete ${agent.display_name}`}
            name={agent.display_name}
            does="Delete agent"
            failed="The agent was not deleted"
            act={act}
            onClose={() => setAsking(false)}
          >
            <p>
              Programs that call it are refused at once, and nothing of it starts any more.
              {open > 0 && ` ${open === 1 ? 'Its open task goes' : `Its ${open} open tasks go`} back to the pool.`} This cannot be undone.
            </p>
          </ConfirmByName>
        )}
      </Suspense>
    </Section>
  );
}
