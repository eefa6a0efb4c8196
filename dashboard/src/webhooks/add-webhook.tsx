import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { SecretOnce } from './secret-once.tsx';
import { WebhookFields } from './webhook-fields.tsx';
import { blankDraft, bodyOf, faultsOf, noFaults, urlRefusal } from './webhook-form.ts';

/** The dialog that makes an endpoint; what the server says about the address stands on its field. Then the secret, once. */
export function AddWebhook({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement | null>(null);
  const [draft, setDraft] = useState(blankDraft);
  const [wasSent, setSent] = useState(false);
  const create = useMutation({
    mutationFn: () => forge.webhooks.create(bodyOf(draft)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
    onError: () => form.current !== null && focusFirstFault(form.current),
  });
  const own = faultsOf(draft);
  const refused = urlRefusal(create.error);
  const faults = wasSent ? { ...own, url: own.url ?? refused } : noFaults;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (own.url !== null || own.events !== null) return focusFirstFault(event.currentTarget);
    if (!create.isPending) create.mutate();
  };
  if (create.isSuccess) return <SecretOnce title="The webhook is ready" secret={create.data.secret} onClose={onClose} />;
  return (
    <Modal title="Add a webhook" description="An address that is told when something happens to work." isOpen onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <WebhookFields
          draft={draft}
          faults={faults}
          change={(part) => {
            setDraft((before) => ({ ...before, ...part }));
            if (part.url !== undefined) create.reset();
          }}
        />
        {create.isError && refused === null && <ErrorPanel title="The webhook was not added" error={create.error} />}
        <DialogActions does="Add webhook" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
