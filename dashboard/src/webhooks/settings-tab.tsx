import type { Webhook } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { WebhookFields } from './webhook-fields.tsx';
import { bodyOf, draftOf, faultsOf, noFaults, urlRefusal } from './webhook-form.ts';

const ConfirmByName = lazy(async () => ({ default: (await import('../members/confirm-by-name.tsx')).ConfirmByName }));

/** The endpoint's address, events and retries; switching it off; deleting it. */
export function SettingsTab({ webhook }: { readonly webhook: Webhook }) {
  return (
    <div className="flex flex-col gap-5">
      <Section title="Settings">
        <SettingsForm webhook={webhook} />
      </Section>
      {webhook.status === 'active' && <DisableSection webhook={webhook} />}
      <DeleteSection webhook={webhook} />
    </div>
  );
}

function SettingsForm({ webhook }: { readonly webhook: Webhook }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const saved = JSON.stringify(draftOf(webhook));
  const [base, setBase] = useState(saved);
  if (saved !== base) {
    setBase(saved);
    // What was typed stays; an untouched form follows what was saved elsewhere.
    if (JSON.stringify(draft) === base) setDraft(draftOf(webhook));
  }
  const [wasSent, setSent] = useState(false);
  const save = useMutation({
    mutationFn: () => forge.webhooks.update(webhook.id, bodyOf(draft)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  const own = faultsOf(draft);
  const refused = urlRefusal(save.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (own.url !== null || own.events !== null) return focusFirstFault(event.currentTarget);
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-5">
      <WebhookFields
        draft={draft}
        faults={wasSent ? { ...own, url: own.url ?? refused } : noFaults}
        change={(part) => {
          setDraft((before) => ({ ...before, ...part }));
          save.reset();
        }}
      />
      {save.isError && refused === null && <ErrorPanel title="The webhook was not saved" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={save.isPending}>
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
        <p role="status" className="text-success">
          {save.isSuccess && 'Saved.'}
        </p>
      </div>
    </form>
  );
}

function DisableSection({ webhook }: { readonly webhook: Webhook }) {
  const forge = useForge();
  const queries = useQueryClient();
  const disable = useMutation({
    mutationFn: () => forge.webhooks.update(webhook.id, { status: 'disabled' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  const button = (
    <Button aria-disabled={disable.isPending} onClick={() => !disable.isPending && disable.mutate()}>
      Disable
    </Button>
  );
  return (
    <Section title="Disable" lead="Nothing is sent until it is enabled again. Settings, secret and history stay." actions={button}>
      {disable.isError && <ErrorPanel title="The webhook was not disabled" error={disable.error} />}
    </Section>
  );
}

function DeleteSection({ webhook }: { readonly webhook: Webhook }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const name = URL.canParse(webhook.url) ? new URL(webhook.url).host : webhook.url;
  const act = async () => {
    await forge.webhooks.delete(webhook.id);
    await navigate({ to: '/settings/webhooks' });
    queries.removeQueries({ queryKey: ['webhooks', 'one', webhook.id] });
    await queries.invalidateQueries({ queryKey: ['webhooks', 'list'] });
  };
  return (
    <Section
      title="Delete"
      lead="The endpoint, its secret and the record of its deliveries go for good."
      actions={
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete webhook
        </Button>
      }
    >
      <Suspense>
        {isAsking && (
          <ConfirmByName
            title={`Delete the webhook to ${name}`}
            name={name}
            does="Delete webhook"
            failed="The webhook was not deleted"
            act={act}
            onClose={() => setAsking(false)}
          >
            <p>The receiver hears of nothing any more, also not of what waits to be tried again. This cannot be undone.</p>
          </ConfirmByName>
        )}
      </Suspense>
    </Section>
  );
}
