import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import type { Place } from './place-choice.tsx';

interface AgentToBe {
  readonly place: Place;
  readonly slug: string;
  readonly name: string;
  readonly template: string | undefined;
  /** The webhook type of an agent that runs elsewhere. */
  readonly type: string;
}

/** Makes an agent and opens its page; one that runs elsewhere opens where its launch is configured. */
export function useCreateAgent({ place, slug, name, template, type }: AgentToBe) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => forge.agents.create({ slug, display_name: name, ...(place === 'here' ? { template } : { kind: 'external' }) }),
    onSuccess: async (agent) => {
      await queries.invalidateQueries({ queryKey: ['agents', 'list'] });
      const search = place === 'here' ? {} : { tab: 'launch', type };
      await navigate({ to: '/agents/$slug', params: { slug: agent.slug }, search });
    },
  });
}
