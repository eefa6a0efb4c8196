import type { AgentRef } from '@forgeyard/sdk';
import { Choice, Field, FieldError, TextArea, TextInput } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { AgentPicker } from './agent-picker.tsx';
import { expiries, type KeyFaults, type KeyRequest } from './key-request.ts';
import { PermissionFields } from './permission-fields.tsx';

export interface KeyFieldsProps {
  readonly request: KeyRequest;
  readonly agents: readonly AgentRef[];
  readonly faults: KeyFaults;
  readonly change: (part: Partial<KeyRequest>) => void;
  /** For a key that exists: its expiry may stay as it is. */
  readonly keepLabel?: string;
}

/** The fields of a key; the agents are asked for only when the key is not organization-wide. */
export function KeyFields(props: KeyFieldsProps) {
  const { request, agents, faults, change } = props;
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
      {!request.isReachFixed && (
        <Toggle
          label="Organization-wide"
          hint="Every agent, also those made later."
          isOn={request.isOrgWide}
          onChange={(isOrgWide) => change({ isOrgWide })}
        />
      )}
      {!request.isReachFixed && !request.isOrgWide && (
        <AgentPicker all={agents} chosen={request.agents} onChange={(chosen) => change({ agents: chosen })} error={faults.agents} />
      )}
      <PermissionFields scopes={request.scopes} onChange={(scopes) => change({ scopes })} fault={faults.scopes} />
      <Expiry {...props} />
      <Advanced {...props} />
    </>
  );
}

function Expiry({ request, faults, change, keepLabel }: KeyFieldsProps) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Expires">
        {(control) => (
          <Choice {...control} value={request.expiry} onChange={(event) => change({ expiry: event.target.value })}>
            {keepLabel !== undefined && <option value="keep">{keepLabel}</option>}
            {expiries.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      {request.expiry === 'date' && (
        <TextInput
          type="date"
          aria-label="Last day"
          aria-invalid={faults.expiry !== null}
          value={request.expiryDate}
          onChange={(event) => change({ expiryDate: event.target.value })}
        />
      )}
      {faults.expiry !== null && <FieldError>{faults.expiry}</FieldError>}
    </div>
  );
}

function Advanced({ request, faults, change }: KeyFieldsProps) {
  const isSet = request.networks !== '' || request.perMinute !== '' || request.concurrent !== '';
  const isOpen = isSet || faults.networks !== null || faults.perMinute !== null || faults.concurrent !== null;
  return (
    <details open={isOpen || undefined}>
      <summary className="min-h-6 w-fit text-xs font-medium text-primary underline underline-offset-2">
        Advanced: networks and limits
      </summary>
      <div className="mt-3 flex flex-col gap-4">
        <Field label="Networks" hint="Addresses it may be used from, one in each line; empty for any." error={faults.networks}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              className="font-mono"
              placeholder="203.0.113.0/24"
              value={request.networks}
              onChange={(event) => change({ networks: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Requests per minute"
            hint="Empty for no limit of its own."
            error={faults.perMinute}
            inputMode="numeric"
            autoComplete="off"
            value={request.perMinute}
            onText={(perMinute) => change({ perMinute })}
          />
          <TextField
            label="Requests at once"
            hint="Streams count as one each."
            error={faults.concurrent}
            inputMode="numeric"
            autoComplete="off"
            value={request.concurrent}
            onText={(concurrent) => change({ concurrent })}
          />
        </div>
      </div>
    </details>
  );
}
