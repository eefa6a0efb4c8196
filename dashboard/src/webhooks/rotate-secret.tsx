import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { moment } from '../format/time.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { SecretOnce } from './secret-once.tsx';

const overlaps = [
  { hours: 0, label: 'Not at all: it ends at once' },
  { hours: 1, label: 'For one hour' },
  { hours: 24, label: 'For 24 hours' },
  { hours: 168, label: 'For 7 days' },
] as const;

interface RotateSecretProps {
  readonly webhookId: string;
  readonly onClose: () => void;
}

/** Makes a new signing secret; the old one may sign beside it for a while, so that the receiver can change over. */
export function RotateSecret({ webhookId, onClose }: RotateSecretProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [hours, setHours] = useState(24);
  const rotate = useMutation({
    mutationFn: () => forge.webhooks.rotateSecret(webhookId, hours),
    onSuccess: () => Promise.all([['webhooks'], ['agents', 'webhook']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rotate.isPending) rotate.mutate();
  };
  if (rotate.isSuccess)
    return (
      <SecretOnce
        title="The secret was rotated"
        secret={rotate.data.secret}
        note={fateOf(rotate.data.previous_secret_until)}
        onClose={onClose}
      />
    );
  return (
    <Modal title="Rotate the signing secret" description="A new secret for the same endpoint." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <fieldset className="flex flex-col">
          <legend className="mb-1 font-medium">How long may the old secret sign too?</legend>
          {overlaps.map((overlap) => (
            <label key={overlap.hours} className="flex min-h-9 items-center gap-2.5">
              <input
                type="radio"
                name="overlap"
                className="size-4.5 accent-primary"
                checked={hours === overlap.hours}
                onChange={() => setHours(overlap.hours)}
              />
              {overlap.label}
            </label>
          ))}
        </fieldset>
        <p className="rounded-md bg-muted p-3">
          Until then every delivery carries two signatures, so a receiver that knows either of the two secrets accepts it.
        </p>
        {rotate.isError && <ErrorPanel title="The secret was not rotated" error={rotate.error} />}
        <DialogActions does="Rotate secret" isBusy={rotate.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function fateOf(until: string | null): string {
  if (until === null) return 'The old secret signs nothing any more.';
  return `The old secret signs too until ${moment(Date.parse(until))}; put the new one in place before.`;
}
