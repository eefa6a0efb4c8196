import type { Webhook } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';

const hourMs = 3_600_000;
const spans = [
  { id: '1', label: 'the last hour' },
  { id: '24', label: 'the last 24 hours' },
  { id: '168', label: 'the last 7 days' },
  { id: 'at', label: 'a moment of my choice' },
] as const;

/** Sends again everything that failed since a moment. */
export function Recover({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const [span, setSpan] = useState('24');
  const [typed, setTyped] = useState('');
  const [isUnset, setUnset] = useState(false);
  const sinceMs = span === 'at' ? Date.parse(typed) : now - Number(span) * hourMs;
  const recover = useMutation({
    mutationFn: () => forge.webhooks.recover(webhook.id, new Date(sinceMs).toISOString()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isBad = Number.isNaN(sinceMs) || sinceMs > now;
    setUnset(isBad);
    if (!isBad && !recover.isPending) recover.mutate();
  };
  if (recover.isSuccess) return <Recovered amount={recover.data.deliveries} onClose={onClose} />;
  return (
    <Modal
      title="Recover failed deliveries"
      description="Whatever failed since then is sent again, with the same ids and in its order."
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Failed in">
          {(control) => (
            <Choice {...control} value={span} onChange={(event) => setSpan(event.target.value)}>
              {spans.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
        {span === 'at' && <SinceField typed={typed} isUnset={isUnset} onType={setTyped} />}
        {recover.isError && <ErrorPanel title="Nothing was sent again" error={recover.error} />}
        <DialogActions does="Send again" isBusy={recover.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

interface SinceFieldProps {
  readonly typed: string;
  readonly isUnset: boolean;
  readonly onType: (typed: string) => void;
}

function SinceField({ typed, isUnset, onType }: SinceFieldProps) {
  return (
    <Field label="Failed since" error={isUnset ? 'Choose a day and a time that are over.' : null}>
      {(control) => <TextInput {...control} type="datetime-local" value={typed} onChange={(event) => onType(event.target.value)} />}
    </Field>
  );
}

function Recovered({ amount, onClose }: { readonly amount: number; readonly onClose: () => void }) {
  const said =
    amount === 0
      ? 'Nothing failed in that time.'
      : amount === 1
        ? 'One delivery is sent again.'
        : `${count(amount)} deliveries are sent again.`;
  return (
    <Modal title="Recover failed deliveries" isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p role="status">{said}</p>
        <Button look="primary" className="self-end" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
