import type { Agent, ProfileFields } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';

/** Saving and removing a public profile; afterwards every page about it asks for it anew, and `onDone` is told. */
export function useProfileChanges(agent: Agent, onDone: () => void) {
  const forge = useForge();
  const queries = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['profiles', agent.slug] }),
      queries.invalidateQueries({ queryKey: ['directory'] }),
    ]);
    onDone();
  };
  const save = useMutation({ mutationFn: (fields: ProfileFields) => forge.profiles.put(agent.slug, fields), onSuccess });
  const remove = useMutation({ mutationFn: () => forge.profiles.remove(agent.slug), onSuccess });
  return { save, remove };
}
