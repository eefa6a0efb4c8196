import type { ProviderName } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';

/** The dialog that stores a provider's key; the key can be replaced or deleted, never read. */
export function AddProvider({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [provider, setProvider] = useState<ProviderName>('openai');
  const [label, setLabel] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const [apiKey, setApiKey] = useState('');
  const [isMissing, setMissing] = useState(false);
  const add = useMutation({
    mutationFn: () => {
      const optional = {
        ...(label.trim() === '' ? {} : { label: label.trim() }),
        ...(baseUrl.trim() === '' ? {} : { base_url: baseUrl.trim() }),
      };
      return forge.providers.create({ provider, api_key: apiKey.trim(), ...optional });
    },
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['providers'] }), queries.invalidateQueries({ queryKey: ['models'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(apiKey.trim() === '');
    if (apiKey.trim() !== '' && !add.isPending) add.mutate();
  };
  return (
    <Modal title="Add a provider key" description="The key is stored encrypted and never shown again." isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Provider">
          {(control) => (
            <Choice
              {...control}
              value={provider}
              onChange={(event) => setProvider(event.target.value === 'anthropic' ? 'anthropic' : 'openai')}
            >
              <option value="openai">OpenAI, or a server that speaks like it</option>
              <option value="anthropic">Anthropic</option>
            </Choice>
          )}
        </Field>
        <Field label="Key" error={isMissing ? 'Paste the key.' : null}>
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="off"
              className="font-mono"
              value={apiKey}
              onChange={(event) => setApiKey(event.target.value)}
            />
          )}
        </Field>
        <Field label="Label (optional)">
          {(control) => <TextInput {...control} autoComplete="off" value={label} onChange={(event) => setLabel(event.target.value)} />}
        </Field>
        <Field label="Base URL (optional)" hint="For a gateway or your own model server.">
          {(control) => (
            <TextInput
              {...control}
              type="url"
              autoComplete="off"
              placeholder="https://"
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.target.value)}
            />
          )}
        </Field>
        {add.isError && <ErrorPanel title="The key was not stored" error={add.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={add.isPending}>
            {add.isPending ? 'Storing…' : 'Store key'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
