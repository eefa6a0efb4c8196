import type { Credential } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { moment } from '../format/time.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';
import { KeySecret } from './key-secret.tsx';

const hourMs = 3_600_000;
const graces = [
  { hours: 0, label: 'Not at all: it stops at once' },
  { hours: 1, label: 'For one hour' },
  { hours: 4, label: 'For 4 hours' },
  { hours: 24, label: 'For 24 hours' },
] as const;

/** Replaces a key by a new one with the same reach; the old one may go on working for a while. */
export function RotateKey({ credential, onClose }: { readonly credential: Credential; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const [hours, setHours] = useState<number>(0);
  const rotate = useMutation({
    mutationFn: () => forge.credentials.rotate(credential.id, { grace_hours: hours }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
  });
  if (rotate.isSuccess) return <KeySecret created={rotate.data} note={fateOf(rotate.data.old.grace_until)} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rotate.isPending) rotate.mutate();
  };
  return (
    <Modal title={`Rotate ${credential.name}`} description="A new secret with the same reach and permissions." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <fieldset className="flex flex-col">
          <legend className="mb-1 font-medium">How long may the old key go on working?</legend>
          {graces.map((grace) => (
            <label key={grace.hours} className="flex min-h-9 items-center gap-2.5">
              <input
                type="radio"
                name="grace"
                className="size-4.5 accent-primary"
                checked={hours === grace.hours}
                onChange={() => setHours(grace.hours)}
              />
              {grace.label}
            </label>
          ))}
        </fieldset>
        <p role="status" className="rounded-md bg-muted p-3">
          {fateOf(hours === 0 ? null : new Date(now + hours * hourMs).toISOString())}
        </p>
        {rotate.isError && <ErrorPanel title="The key was not rotated" error={rotate.error} />}
        <DialogActions does="Rotate key" isBusy={rotate.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function fateOf(graceUntil: string | null): string {
  if (graceUntil === null) return 'The old key is refused from the moment the new one exists.';
  return `The old key works until ${moment(Date.parse(graceUntil))}; put the new one in place before.`;
}
