import type { Webhook } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { isChosen } from './event-choice.ts';
import { webhookEventsQuery } from './webhook-queries.ts';

/** Sends an example of an event to the endpoint and opens what became of it. */
export function SendTest({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate({ from: '/settings/webhooks/$id' });
  const catalogue = useQuery(webhookEventsQuery(forge)).data ?? [];
  const offered = webhook.events.length === 0 ? catalogue : catalogue.filter(({ name }) => isChosen(name, webhook.events));
  const [chosen, setChosen] = useState('');
  const event = chosen === '' ? (offered[0]?.name ?? '') : chosen;
  const send = useMutation({
    mutationFn: () => forge.webhooks.test(webhook.id, event === '' ? undefined : event),
    onSuccess: async (delivery) => {
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
      onClose();
      await navigate({ search: { tab: 'deliveries', delivery: delivery.id } });
    },
  });
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    if (!send.isPending) send.mutate();
  };
  const example = catalogue.find(({ name }) => name === event)?.example;
  return (
    <Modal title="Send a test event" description="An example, signed like the real thing." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Event">
          {(control) => (
            <Choice {...control} className="font-mono" value={event} onChange={(changed) => setChosen(changed.target.value)}>
              {offered.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Choice>
          )}
        </Field>
        {example !== undefined && <CodeBlock text={pretty(example)} label="example body" className="max-h-64!" />}
        {send.isError && <ErrorPanel title="The event was not sent" error={send.error} />}
        <DialogActions does="Send" isBusy={send.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
