import type { Agent } from '@forgeyard/sdk';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { draftOf, isChanged, patchOf, requireNumbers, type Draft } from './draft.ts';

export interface AgentDraft {
  /** The agent as it was when the form was filled. */
  readonly base: Agent;
  readonly draft: Draft;
  readonly isDirty: boolean;
  readonly change: (part: Partial<Draft>) => void;
  /** Fills the form from an agent and forgets what was typed. */
  readonly adopt: (agent: Agent) => void;
  /** Saves; with a version it is refused when the agent has another one by now. */
  readonly save: UseMutationResult<Agent, Error, number | undefined>;
  readonly loadNewest: () => Promise<void>;
}

/** What is typed into an agent's form, kept until it is saved; leaving with unsaved changes asks first. */
export function useAgentDraft(agent: Agent, onRefused: (error: Error) => void): AgentDraft {
  const forge = useForge();
  const queries = useQueryClient();
  const [base, setBase] = useState(agent);
  const [draft, setDraft] = useState(() => draftOf(agent));
  const isDirty = isChanged(base, draft);
  const adopt = (next: Agent) => {
    setBase(next);
    setDraft(draftOf(next));
    queries.setQueryData(['agents', 'one', agent.slug], next);
    void queries.invalidateQueries({ queryKey: ['agents', 'versions', agent.slug] });
  };
  const save = useMutation({
    mutationFn: async (ifVersion: number | undefined) => {
      requireNumbers(draft);
      return forge.agents.update(base.id, patchOf(base, draft), { ifVersion });
    },
    onSuccess: adopt,
    onError: onRefused,
  });

  useEffect(() => {
    if (!isDirty && agent.updated_at > base.updated_at) adopt(agent);
  });
  useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname && !confirm('Leave without saving the changes?'),
    enableBeforeUnload: isDirty,
  });

  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const loadNewest = async () => {
    adopt(await forge.agents.get(base.id));
    save.reset();
  };
  return { base, draft, isDirty, change, adopt, save, loadNewest };
}
