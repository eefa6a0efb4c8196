import type { Agent } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { KeyForm } from '../keys/key-form.tsx';
import { blankRequest, bodyOf, type KeyRequest } from '../keys/key-request.ts';
import { KeySecret } from '../keys/key-secret.tsx';
import { useNow } from '../ui/now.tsx';

/** The dialog that makes a key which acts as one agent; then the secret, once. */
export function CreateAgentKey({ agent, onClose }: { readonly agent: Agent; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const create = useMutation({
    mutationFn: (request: KeyRequest) => forge.credentials.create({ ...bodyOf(request, now), kind: 'agent_key', agent: agent.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
  });
  if (create.isSuccess)
    return (
      <KeySecret
        created={create.data}
        note={`It acts as ${agent.display_name}. Programs send it as X-Agent-Key, or as X-Forge-Api-Key.`}
        onClose={onClose}
      />
    );
  return (
    <KeyForm
      title={`A key for ${agent.display_name}`}
      description="It acts as this agent and reaches nothing else."
      does="Create key"
      failed="The key was not created"
      first={{ ...blankRequest, name: `${agent.slug} key`, isReachFixed: true, agents: [agent] }}
      agents={[agent]}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={(request) => create.mutate(request)}
      onClose={onClose}
    />
  );
}
