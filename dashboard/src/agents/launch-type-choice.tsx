import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { launchTypesQuery } from './launch-queries.ts';

interface LaunchTypeChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Which kind of webhook launches a new agent; what it needs is asked for afterwards. */
export function LaunchTypeChoice({ value, onChange }: LaunchTypeChoiceProps) {
  const types = useQuery(launchTypesQuery(useForge()));
  if (types.isError)
    return <ErrorPanel title="The webhook types could not be loaded" error={types.error} onRetry={() => void types.refetch()} />;
  if (types.isPending) return <SkeletonRows label="webhook types" rows={1} />;
  return (
    <Field label="Webhook type" hint={types.data.find(({ id }) => id === value)?.description}>
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {types.data.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}
