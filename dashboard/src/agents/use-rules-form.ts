import type { Agent, InteractionRules } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { faultOf } from './draft.ts';
import { rulesDraftOf, rulesFaults, rulesOf, type RulesDraft } from './rules-draft.ts';

/** The form of an agent's rules: what is typed, saving, and the faults of its fields by the server's names. */
export function useRulesForm(agent: Agent, saved: InteractionRules) {
  const forge = useForge();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<RulesDraft>(() => rulesDraftOf(saved));
  const [wasSent, setSent] = useState(false);
  const save = useMutation({
    mutationFn: () => forge.interactions.setRules(agent.slug, rulesOf(draft)),
    onSuccess: (next) => {
      setDraft(rulesDraftOf(next));
      setSent(false);
      queries.setQueryData(['agents', 'rules', agent.slug], next);
    },
  });
  const change = (part: Partial<RulesDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    if (!save.isPending) save.reset();
  };
  const own = rulesFaults(draft);
  const fault = (pointer: string) => (wasSent ? own[pointer] : undefined) ?? faultOf(save.error, pointer);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    const form = event.currentTarget;
    if (Object.keys(own).length > 0) return focusFirstFault(form);
    if (!save.isPending) save.mutate(undefined, { onError: () => focusFirstFault(form) });
  };
  return { draft, change, fault, submit, save };
}
