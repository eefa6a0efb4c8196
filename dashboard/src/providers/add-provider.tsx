import type { ProviderName } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

interface Account {
  readonly provider: ProviderName;
  readonly label: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The dialog that stores a provider's key; the key can be replaced or deleted, never read. */
export function AddProvider({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [account, setAccount] = useState<Account>({ provider: 'openai', label: '', baseUrl: '', apiKey: '' });
  const [isMissing, setMissing] = useState(false);
  const change = (part: Partial<Account>) => setAccount((before) => ({ ...before, ...part }));
  const add = useMutation({
    mutationFn: () => {
      const { provider, label, baseUrl, apiKey } = account;
      return forge.providers.create({ provider, api_key: apiKey.trim(), label: given(label), base_url: given(baseUrl) });
    },
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['providers'] }), queries.invalidateQueries({ queryKey: ['models'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isEmpty = account.apiKey.trim() === '';
    setMissing(isEmpty);
    if (!isEmpty && !add.isPending) add.mutate();
  };
  return (
    <Modal title="Add a provider key" description="The key is stored encrypted and never shown again." isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <AccountFields account={account} change={change} isMissing={isMissing} />
        {add.isError && <ErrorPanel title="The key was not stored" error={add.error} />}
        <DialogActions does="Store key" isBusy={add.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

interface AccountFieldsProps {
  readonly account: Account;
  readonly change: (part: Partial<Account>) => void;
  readonly isMissing: boolean;
}

function AccountFields({ account, change, isMissing }: AccountFieldsProps) {
  const keyFault = isMissing ? 'Paste the key.' : null;
  return (
    <>
      <Field label="Provider">
        {(control) => (
          <Choice
            {...control}
            value={account.provider}
            onChange={(event) => change({ provider: event.target.value === 'anthropic' ? 'anthropic' : 'openai' })}
          >
            <option value="openai">OpenAI, or a server that speaks like it</option>
            <option value="anthropic">Anthropic</option>
          </Choice>
        )}
      </Field>
      <TextField
        label="Key"
        error={keyFault}
        type="password"
        autoComplete="off"
        className="font-mono"
        value={account.apiKey}
        onText={(apiKey) => change({ apiKey })}
      />
      <TextField label="Label (optional)" autoComplete="off" value={account.label} onText={(label) => change({ label })} />
      <TextField
        label="Base URL (optional)"
        hint="For a gateway or your own model server."
        type="url"
        autoComplete="off"
        placeholder="https://"
        value={account.baseUrl}
        onText={(baseUrl) => change({ baseUrl })}
      />
    </>
  );
}

function given(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}
