import type { Agent, AgentWebhook } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { choiceOf, type EventChoice } from '../webhooks/event-picker.tsx';
import { eventsOf, faultsOf, noFaults, urlRefusal, type WebhookFaults } from '../webhooks/webhook-form.ts';

export interface WebhookFormState {
  readonly url: string;
  readonly choice: EventChoice;
  readonly faults: WebhookFaults;
  readonly setUrl: (url: string) => void;
  readonly setChoice: (choice: EventChoice) => void;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
  readonly remove: () => void;
  readonly doing: 'save' | 'remove' | null;
  readonly done: 'save' | 'remove' | null;
  /** What was refused and stands on no field. */
  readonly saveError: Error | null;
  readonly removeError: Error | null;
}

interface WebhookFormInput {
  readonly agent: Agent;
  readonly saved: AgentWebhook | null;
  readonly onSecret: (secret: string) => void;
}

/** The form of an agent's inline webhook: what is typed, saving, removing, and the faults of its fields. */
export function useWebhookForm({ agent, saved, onSecret }: WebhookFormInput): WebhookFormState {
  const forge = useForge();
  const queries = useQueryClient();
  const [url, setUrl] = useState(saved?.url ?? '');
  const [choice, setChoice] = useState(() => choiceOf(saved?.events ?? []));
  const [wasSent, setSent] = useState(false);
  const refresh = () =>
    Promise.all([['agents', 'webhook', agent.slug], ['webhooks']].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const save = useMutation({
    mutationFn: () => forge.agents.webhook.put(agent.slug, { url: url.trim(), events: eventsOf(choice) }),
    onSuccess: async (next) => {
      if (next.secret !== undefined) onSecret(next.secret);
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: () => forge.agents.webhook.delete(agent.slug),
    onSuccess: async () => {
      setUrl('');
      setSent(false);
      save.reset();
      await refresh();
    },
  });
  const own = faultsOf({ url, choice });
  const refused = urlRefusal(save.error);
  const isBusy = save.isPending || remove.isPending;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    const form = event.currentTarget;
    if (own.url !== null || own.events !== null) return focusFirstFault(form);
    if (!isBusy) save.mutate(undefined, { onError: () => focusFirstFault(form) });
  };
  return {
    url,
    choice,
    faults: wasSent ? { ...own, url: own.url ?? refused } : noFaults,
    setUrl: (text) => (setUrl(text), save.reset()),
    setChoice: (next) => (setChoice(next), save.reset()),
    submit,
    remove: () => !isBusy && remove.mutate(),
    doing: save.isPending ? 'save' : remove.isPending ? 'remove' : null,
    done: save.isSuccess ? 'save' : remove.isSuccess && saved === null ? 'remove' : null,
    saveError: refused === null ? save.error : null,
    removeError: remove.error,
  };
}
