import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import type { Credential } from '@forgeyard/sdk';
import { ago } from '../format/time.ts';
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
  const used = credential.last_used_at === null ? 'It was never used.' : `It was last used ${ago(credential.last_used_at, now)}.`;
  return (
    <Modal title={`Revoke ${credential.name}`} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p>Programs that use this key are refused at once, and the key cannot be brought back. {used}</p>
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
