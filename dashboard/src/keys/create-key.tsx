import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { useNow } from '../ui/now.tsx';
import { KeyForm } from './key-form.tsx';
import { blankRequest, bodyOf, type KeyRequest } from './key-request.ts';
import { KeySecret } from './key-secret.tsx';

/** The dialog that makes a key: name, reach, permissions, expiry, limits, what it can and cannot do, then the secret once. */
export function CreateKey({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const now = useNow();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const create = useMutation({
    mutationFn: (request: KeyRequest) => forge.credentials.create(bodyOf(request, now)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
  });
  if (create.isSuccess) return <KeySecret created={create.data} onClose={onClose} />;
  return (
    <KeyForm
      title="Create an API key"
      does="Create key"
      failed="The key was not created"
      first={blankRequest}
      agents={agents}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={(request) => create.mutate(request)}
      onClose={onClose}
    />
  );
}
