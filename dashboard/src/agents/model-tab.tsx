import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useForge } from '../api/forge.ts';
import { modelsQuery } from '../api/queries.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import type { TabProps } from './agent-form.tsx';
import { faultOf, type Draft } from './draft.ts';

type NumberKey = 'maxSteps' | 'temperature' | 'timeoutMs' | 'maxTokens';

interface Limit {
  readonly key: NumberKey;
  readonly pointer: string;
  readonly label: string;
  readonly hint: string;
}

const limits: readonly Limit[] = [
  { key: 'temperature', pointer: '/config/temperature', label: 'Temperature', hint: "0 to 2; empty leaves it to the model's default." },
  {
    key: 'maxTokens',
    pointer: '/config/max_tokens',
    label: 'Tokens per answer, at most',
    hint: 'Counts what the model writes in one step.',
  },
  { key: 'maxSteps', pointer: '/config/max_steps', label: 'Steps, at most', hint: '1 to 100 tool calls in one run.' },
  { key: 'timeoutMs', pointer: '/config/timeout_ms', label: 'Time limit in milliseconds', hint: '100 to 600000 for a whole run.' },
];

/** The model and what a run may cost. */
export function ModelTab({ draft, change, error }: TabProps) {
  const models = useQuery(modelsQuery(useForge())).data ?? [];
  const listId = useId();
  const chosen = models.find((model) => model.id === draft.model);
  const hint =
    chosen?.available === false
      ? 'No provider key is set for this model: add one under Providers.'
      : 'Type a name or choose from the list.';
  return (
    <div className="flex flex-col gap-4">
      <Field label="Model" hint={hint} error={faultOf(error, '/model')}>
        {(control) => (
          <TextInput
            {...control}
            list={listId}
            className="font-mono"
            value={draft.model}
            onChange={(event) => change({ model: event.target.value })}
          />
        )}
      </Field>
      <datalist id={listId}>
        {models.map((model) => (
          <option key={`${model.provider}/${model.id}`} value={model.id}>
            {model.available ? model.provider : `${model.provider} (no key)`}
          </option>
        ))}
      </datalist>
      <div className="grid gap-4 sm:grid-cols-2">
        {limits.map(({ key, pointer, label, hint: about }) => (
          <Field key={key} label={label} hint={about} error={faultOf(error, pointer)}>
            {(control) => (
              <TextInput {...control} inputMode="decimal" value={draft[key]} onChange={(event) => change(only(key, event.target.value))} />
            )}
          </Field>
        ))}
      </div>
      <Toggle
        label="Retry after an error"
        hint="A failed model call or tool is tried again within the limits above."
        isOn={draft.retryOnError}
        onChange={(retryOnError) => change({ retryOnError })}
      />
    </div>
  );
}

function only(key: NumberKey, value: string): Partial<Draft> {
  return { [key]: value };
}
