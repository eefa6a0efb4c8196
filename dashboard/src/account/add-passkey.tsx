import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { makePasskey, passkeyFault } from '../sign-in/passkey.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FieldError } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { deviceWords } from './device-words.ts';

/** Names a passkey and lets the browser make it. */
export function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [name, setName] = useState(() => deviceWords(navigator.userAgent));
  const add = useMutation({
    mutationFn: async () =>
      forge.account.addPasskey({ name: name.trim(), response: await makePasskey(await forge.account.startPasskey()) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['account', 'passkeys'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  const fault = passkeyFault(add.error);
  return (
    <Modal title="Add a passkey" description="Your browser asks for your fingerprint, face or PIN next." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Name"
          hint="So that you know it again in the list."
          autoComplete="off"
          required
          maxLength={100}
          value={name}
          onText={setName}
        />
        {fault !== null && <FieldError>{fault}</FieldError>}
        {add.isError && fault === null && <ErrorPanel title="The passkey was not added" error={add.error} />}
        <DialogActions does="Add passkey" isBusy={add.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
