import type { Passkey } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';

/** Asks before a passkey stops working. */
export function RemovePasskey({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => forge.account.removePasskey(passkey.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['account', 'passkeys'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!remove.isPending) remove.mutate();
  };
  return (
    <Modal title={`Remove ${passkey.name ?? 'the passkey'}`} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p>It signs you in no more. The device may still offer it; delete it in the device&apos;s own settings as well.</p>
        {remove.isError && <ErrorPanel title="The passkey was not removed" error={remove.error} />}
        <DialogActions does="Remove passkey" look="danger" isBusy={remove.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
