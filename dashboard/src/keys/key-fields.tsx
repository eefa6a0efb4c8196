import type { AgentRef } from '@forgeyard/sdk';
import { Choice, Field, FieldError } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { AgentPicker } from './agent-picker.tsx';
import { expiries, scopeChoices, type KeyFaults, type KeyRequest } from './key-request.ts';

interface KeyFieldsProps {
  readonly request: KeyRequest;
  readonly agents: readonly AgentRef[];
  readonly faults: KeyFaults;
  readonly change: (part: Partial<KeyRequest>) => void;
}

/** The fields of a new key; the agents are asked for only when the key is not organization-wide. */
export function KeyFields({ request, agents, faults, change }: KeyFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        hint="Sessions made with this key carry its name."
        error={faults.name}
        autoComplete="off"
        placeholder="MobileApp"
        value={request.name}
        onText={(name) => change({ name })}
      />
      <Toggle
        label="Organization-wide"
        hint="Every agent, also those made later."
        isOn={request.isOrgWide}
        onChange={(isOrgWide) => change({ isOrgWide })}
      />
      {!request.isOrgWide && (
        <AgentPicker all={agents} chosen={request.agents} onChange={(chosen) => change({ agents: chosen })} error={faults.agents} />
      )}
      <Scopes chosen={request.scopes} onChange={(scopes) => change({ scopes })} fault={faults.scopes} />
      <Field label="Expires">
        {(control) => (
          <Choice {...control} value={request.expiry} onChange={(event) => change({ expiry: event.target.value })}>
            {expiries.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </>
  );
}

interface ScopesProps {
  readonly chosen: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
  readonly fault: string | null;
}

function Scopes({ chosen, onChange, fault }: ScopesProps) {
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((scope) => scope !== id) : [...chosen, id]);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Scopes</legend>
      {scopeChoices.map(({ id, label }) => (
        <label key={id} className="flex min-h-7 items-center gap-2">
          <input type="checkbox" className="size-4.5 accent-primary" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          <span className="font-mono text-xs">{id}</span>
          <span className="text-muted-foreground">{label}</span>
        </label>
      ))}
      {fault !== null && <FieldError>{fault}</FieldError>}
    </fieldset>
  );
}
