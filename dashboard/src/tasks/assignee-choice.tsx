import type { Assignee } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { Choice, Field } from '../ui/field.tsx';
import { assigneesQuery } from './task-queries.ts';

interface AssigneeChoiceProps {
  /** An agent's id, `auto`, `me`, or empty for nobody. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly nobody: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
}

/** Who gets a task: nobody, whom the rules choose, me, an agent or a person, each with how much they hold. */
export function AssigneeChoice({ value, onChange, nobody, hint, error }: AssigneeChoiceProps) {
  const all = useQuery(assigneesQuery(useForge())).data ?? [];
  const agents = all.filter(({ kind }) => kind !== 'human');
  const people = all.filter(({ kind }) => kind === 'human');
  return (
    <Field label="Assignee" hint={hint} error={error}>
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{nobody}</option>
          <option value="auto">Automatic: by the project’s rules</option>
          <option value="me">Me</option>
          {agents.length > 0 && <optgroup label="Agents">{agents.map(optionOf)}</optgroup>}
          {people.length > 0 && <optgroup label="People">{people.map(optionOf)}</optgroup>}
        </Choice>
      )}
    </Field>
  );
}

function optionOf(worker: Assignee): ReactNode {
  const load = worker.kind === 'human' ? `${worker.open_tasks} open` : `${worker.open_tasks} of ${worker.max_concurrent}`;
  return (
    <option key={worker.id} value={worker.id}>
      {worker.display_name} ({worker.status === 'active' ? load : worker.status})
    </option>
  );
}
