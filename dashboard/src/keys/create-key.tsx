import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';
import { KeyFields } from './key-fields.tsx';
import { blankRequest, bodyOf, faultsOf, noFaults, reviewOf, type KeyRequest } from './key-request.ts';
import { KeySecret } from './key-secret.tsx';

/** The dialog that makes a key: name, reach, scopes, expiry, a plain sentence of what it can do, then the secret once. */
export function CreateKey({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const [request, setRequest] = useState<KeyRequest>(blankRequest);
  const [wasSent, setSent] = useState(false);
  const create = useMutation({
    mutationFn: () => forge.credentials.create(bodyOf(request, now)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
  });
  const faults = faultsOf(request);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (Object.values(faults).every((fault) => fault === null) && !create.isPending) create.mutate();
  };
  if (create.isSuccess) return <KeySecret created={create.data} onClose={onClose} />;
  return (
    <Modal title="Create an API key" isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <KeyFields
          request={request}
          agents={agents}
          faults={wasSent ? faults : noFaults}
          change={(part) => setRequest((before) => ({ ...before, ...part }))}
        />
        <p data-review className="rounded-md bg-muted p-3">
          {reviewOf(request)}
        </p>
        {create.isError && <ErrorPanel title="The key was not created" error={create.error} />}
        <DialogActions does="Create key" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
