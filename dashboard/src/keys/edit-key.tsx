import type { Credential } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { day } from '../format/time.ts';
import { useNow } from '../ui/now.tsx';
import { KeyForm } from './key-form.tsx';
import { changeOf, requestOf, type KeyRequest } from './key-request.ts';

/** The dialog that changes what a key may do; its secret stays the same. */
export function EditKey({ credential, onClose }: { readonly credential: Credential; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const save = useMutation({
    mutationFn: (request: KeyRequest) => forge.credentials.update(credential.id, changeOf(request, now)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['credentials'] });
      onClose();
    },
  });
  const expires = credential.expires_at === null ? 'Never, as now' : `On ${day(Date.parse(credential.expires_at))}, as now`;
  return (
    <KeyForm
      title={`Edit ${credential.name}`}
      description="The secret stays the same; programs feel the change within a second."
      does="Save"
      failed="The key was not changed"
      first={requestOf(credential)}
      agents={agents}
      keepLabel={expires}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={(request) => save.mutate(request)}
      onClose={onClose}
    />
  );
}
