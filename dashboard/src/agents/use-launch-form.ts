import type { Agent, LaunchConfig, LaunchType, LaunchTypeId } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { faultOf } from './draft.ts';
import { kept, missingIn, sentValues, storedFor, valuesOf, type LaunchValues } from './launch-values.ts';

export interface LaunchFormInput {
  readonly agent: Agent;
  readonly types: readonly LaunchType[];
  readonly saved: LaunchConfig | null;
  /** The type that a new configuration begins with. */
  readonly first: string | undefined;
}

/** What is typed into the form, for the type that is chosen. */
function useLaunchDraft({ types, saved, first }: LaunchFormInput) {
  const [typeId, setTypeId] = useState<string>(saved?.webhook_type ?? first ?? 'DEFAULT');
  const type = types.find(({ id }) => id === typeId) ?? types[0];
  const fields = type?.build_fields ?? [];
  const stored = storedFor(typeId, saved);
  const [values, setValues] = useState<LaunchValues>(() => valuesOf(fields, stored));
  const [isActive, setActive] = useState(saved?.is_active ?? true);
  return {
    type,
    values,
    isActive,
    setActive,
    missing: missingIn(fields, values),
    /** Names of the fields whose secret the server keeps. */
    stored: Object.keys(stored).filter((name) => stored[name] === kept),
    choose: (id: string) => {
      setTypeId(id);
      setValues(valuesOf(types.find((one) => one.id === id)?.build_fields ?? [], storedFor(id, saved)));
    },
    change: (name: string, value: string | boolean) => setValues((before) => ({ ...before, [name]: value })),
    /** Fills the form with what the server has now. */
    adopt: (next: LaunchConfig | null) => setValues(valuesOf(fields, next?.config)),
  };
}

/** The form of an agent's launch configuration: what is typed, saving, removing, and the faults of its fields. */
export function useLaunchForm(input: LaunchFormInput) {
  const { agent } = input;
  const forge = useForge();
  const queries = useQueryClient();
  const draft = useLaunchDraft(input);
  const { type, values, isActive, missing } = draft;
  const [wasSent, setSent] = useState(false);
  const adopt = (next: LaunchConfig | null) => {
    draft.adopt(next);
    setSent(false);
    queries.setQueryData(['agents', 'launch', agent.slug], next);
  };
  const save = useMutation({
    mutationFn: (webhookType: LaunchTypeId) =>
      forge.agents.launch.put(agent.slug, { webhook_type: webhookType, config: sentValues(values), is_active: isActive }),
    onSuccess: adopt,
  });
  const remove = useMutation({
    mutationFn: () => forge.agents.launch.delete(agent.slug),
    onSuccess: () => {
      save.reset();
      adopt(null);
    },
  });
  const isBusy = save.isPending || remove.isPending;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    const form = event.currentTarget;
    if (Object.keys(missing).length > 0) return focusFirstFault(form);
    if (!isBusy && type !== undefined) save.mutate(type.id, { onError: () => focusFirstFault(form) });
  };
  const touched = () => !save.isPending && save.reset();
  const faultIn = (name: string) => (wasSent ? missing[name] : undefined) ?? faultOf(save.error, `/config/${name}`);
  return {
    ...draft,
    setActive: (isOn: boolean) => (draft.setActive(isOn), touched()),
    choose: (id: string) => (draft.choose(id), setSent(false), touched()),
    change: (name: string, value: string | boolean) => (draft.change(name, value), touched()),
    faultOf: faultIn,
    ...{ submit, remove, save, isBusy },
  };
}
