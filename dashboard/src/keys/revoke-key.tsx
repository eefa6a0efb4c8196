import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import type { Credential } from '@forgeyard/sdk';
import { ago } from '../format/time.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';

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
        <Field label={`Type “${credential.name}” to confirm`} error={isWrong ? 'This is not the name of the key.' : null}>
          {(control) => <TextInput {...control} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        {revoke.isError && <ErrorPanel title="The key was not revoked" error={revoke.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" aria-disabled={revoke.isPending}>
            Revoke key
          </Button>
        </div>
      </form>
    </Modal>
  );
}
