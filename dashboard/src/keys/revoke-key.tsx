import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { credentialQuery } from '../api/queries.ts';
import type { Credential } from '@forgeyard/sdk';
import { ago } from '../format/time.ts';
import { count } from '../format/value.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';
import { TextField } from '../ui/text-field.tsx';

/** Revokes a key after its name was typed, and says what will stop working. */
export function RevokeKey({ credential, onClose }: { readonly credential: Credential; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const newest = useQuery(credentialQuery(forge, credential.id)).data ?? credential;
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const revoke = useMutation({
    mutationFn: () => forge.credentials.revoke(credential.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['credentials'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(typed.trim() !== credential.name);
    if (typed.trim() === credential.name && !revoke.isPending) revoke.mutate();
  };
  return (
    <Modal title={`Revoke ${credential.name}`} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p>Programs that use this key are refused at once, keys that it made end with it, and it cannot be brought back.</p>
        <p className="rounded-md bg-muted p-3">{useOf(newest, now)}</p>
        <TextField
          label={`Type “${credential.name}” to confirm`}
          error={isWrong ? 'This is not the name of the key.' : null}
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        {revoke.isError && <ErrorPanel title="The key was not revoked" error={revoke.error} />}
        <DialogActions does="Revoke key" look="danger" isBusy={revoke.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

/** How much depends on the key, as far as its counters tell. */
function useOf(key: Credential, nowMs: number): string {
  if (key.last_used_at === null) return 'It was never used.';
  if (key.requests_30d === 0) return `It served no request in the last 30 days; the last one ${ago(key.last_used_at, nowMs)}.`;
  const today = key.requests_daily.at(-1) ?? 0;
  const share =
    today === 0 || key.requests_30d === 1 ? '' : today >= key.requests_30d ? ', all of them today' : `, ${count(today)} of them today`;
  return `It served ${requests(key.requests_30d)} in the last 30 days${share}; the last one ${ago(key.last_used_at, nowMs)}.`;
}

function requests(amount: number): string {
  return amount === 1 ? 'one request' : `${count(amount)} requests`;
}
