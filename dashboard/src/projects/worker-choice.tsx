import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { assigneesQuery } from '../tasks/task-queries.ts';
import { Choice, Field } from '../ui/field.tsx';

interface WorkerChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly nobody: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly onChange: (id: string) => void;
}

/** One agent or person by id, or nobody. */
export function WorkerChoice({ label, value, nobody, hint, error, onChange }: WorkerChoiceProps) {
  const workers = useQuery(assigneesQuery(useForge())).data ?? [];
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{nobody}</option>
          {workers.map((worker) => (
            <option key={worker.id} value={worker.id}>
              {worker.display_name}
              {worker.kind === 'human' ? ' (person)' : ''}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}
