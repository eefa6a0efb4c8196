import type { Provider } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { nameOf } from './provider-name.ts';

/** Asks before a provider's key is deleted, and says what stops working. */
export function DeleteProvider({ provider, onClose }: { readonly provider: Provider; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => forge.providers.delete(provider.id),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['providers'] }), queries.invalidateQueries({ queryKey: ['models'] })]);
      onClose();
    },
  });
  return (
    <Modal title={`Delete ${nameOf(provider)}`} isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>Agents whose model comes from this provider fail until another key is added.</p>
        {remove.isError && <ErrorPanel title="The key was not deleted" error={remove.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={() => !remove.isPending && remove.mutate()}>
            Delete key
          </Button>
        </div>
      </div>
    </Modal>
  );
}
