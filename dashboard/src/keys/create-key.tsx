import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import type { AgentRef } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, FieldError, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { AgentPicker } from './agent-picker.tsx';
import { KeySecret } from './key-secret.tsx';
import { blankRequest, bodyOf, expiries, faultsOf, reviewOf, scopeChoices, type KeyRequest } from './key-request.ts';

/** The dialog that makes a key: name, reach, scopes, expiry, a plain sentence of what it can do, then the secret once. */
export function CreateKey({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const [request, setRequest] = useState<KeyRequest>(blankRequest);
  const [wasSent, setSent] = useState(false);
  const change = (part: Partial<KeyRequest>) => setRequest((before) => ({ ...before, ...part }));
  const create = useMutation({
    mutationFn: () => forge.credentials.create(bodyOf(request, now)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
  });
  const faults = faultsOf(request);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (faults.name === null && faults.agents === null && faults.scopes === null && !create.isPending) create.mutate();
  };
  if (create.isSuccess) return <KeySecret created={create.data} onClose={onClose} />;
  return (
    <Modal title="Create an API key" isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field label="Name" hint="Sessions made with this key carry its name." error={wasSent ? faults.name : null}>
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              placeholder="MobileApp"
              value={request.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Toggle
          label="Organization-wide"
          hint="Every agent, also those made later."
          isOn={request.isOrgWide}
          onChange={(isOrgWide) => change({ isOrgWide })}
        />
        {!request.isOrgWide && (
          <AgentPicker
            all={agents}
            chosen={request.agents}
            onChange={(chosen: readonly AgentRef[]) => change({ agents: chosen })}
            error={wasSent ? faults.agents : null}
          />
        )}
        <Scopes request={request} change={change} fault={wasSent ? faults.scopes : null} />
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
        <p data-review className="rounded-md bg-muted p-3">
          {reviewOf(request)}
        </p>
        {create.isError && <ErrorPanel title="The key was not created" error={create.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {create.isPending ? 'Creating…' : 'Create key'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface ScopesProps {
  readonly request: KeyRequest;
  readonly change: (part: Partial<KeyRequest>) => void;
  readonly fault: string | null;
}

function Scopes({ request, change, fault }: ScopesProps) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Scopes</legend>
      {scopeChoices.map(({ id, label }) => (
        <label key={id} className="flex min-h-7 items-center gap-2">
          <input
            type="checkbox"
            className="size-4.5 accent-primary"
            checked={request.scopes.includes(id)}
            onChange={(event) =>
              change({ scopes: event.target.checked ? [...request.scopes, id] : request.scopes.filter((scope) => scope !== id) })
            }
          />
          <span className="font-mono text-xs">{id}</span>
          <span className="text-muted-foreground">{label}</span>
        </label>
      ))}
      {fault !== null && <FieldError>{fault}</FieldError>}
    </fieldset>
  );
}
