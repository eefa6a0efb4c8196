import type { SessionDetail, Share } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { sharesQuery } from './session-queries.ts';

interface ShareSessionProps {
  readonly session: SessionDetail;
  readonly onClose: () => void;
}

/** Who besides the organisation may see this session; each person by their address, and taken back at once. */
export function ShareSession({ session, onClose }: ShareSessionProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const shares = useQuery(sharesQuery(forge, session.id));
  const refresh = () => queries.invalidateQueries({ queryKey: ['sessions', 'shares', session.id] });
  const remove = useMutation({ mutationFn: (id: string) => forge.sessions.unshare(session.id, id), onSettled: refresh });
  return (
    <Modal
      title="Share the session"
      description="With the person who has this confirmed e-mail address, also in another organization. Members of yours see it anyway, as far as their role goes."
      isOpen
      onClose={onClose}
    >
      <div className="flex flex-col gap-5">
        <ShareForm session={session} onShared={refresh} />
        {shares.isPending && <SkeletonRows label="shares" rows={1} />}
        {shares.isError && <ErrorPanel title="The shares could not be loaded" error={shares.error} onRetry={() => void shares.refetch()} />}
        {remove.isError && <ErrorPanel title="The share was not removed" error={remove.error} />}
        {shares.data !== undefined && shares.data.length > 0 && (
          <ul aria-label="Shared with" className="flex flex-col divide-y divide-border rounded-md border border-border">
            {shares.data.map((share) => (
              <ShareRow key={share.id} share={share} onRemove={() => !remove.isPending && remove.mutate(share.id)} />
            ))}
          </ul>
        )}
        <div className="self-start">
          <CopyButton text={`${location.origin}/sessions/${session.id}`} label="Copy the link" />
        </div>
      </div>
    </Modal>
  );
}

function ShareForm({ session, onShared }: { readonly session: SessionDetail; readonly onShared: () => Promise<void> }) {
  const forge = useForge();
  const [email, setEmail] = useState('');
  const [access, setAccess] = useState<Share['access']>('READ');
  const [isMissing, setMissing] = useState(false);
  const share = useMutation({
    mutationFn: () => forge.sessions.share(session.id, { email: email.trim(), access }),
    onSuccess: async () => {
      setEmail('');
      await onShared();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!email.includes('@'));
    if (email.includes('@') && !share.isPending) share.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <TextField
        label="E-mail"
        type="email"
        autoComplete="off"
        value={email}
        error={isMissing ? 'Write an e-mail address.' : null}
        onText={setEmail}
      />
      <div className="flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <Field label="May">
            {(control) => (
              <Choice {...control} value={access} onChange={(event) => setAccess(event.target.value === 'WRITE' ? 'WRITE' : 'READ')}>
                <option value="READ">read</option>
                <option value="WRITE">read and answer</option>
              </Choice>
            )}
          </Field>
        </div>
        <Button type="submit" look="primary" aria-disabled={share.isPending}>
          Share
        </Button>
      </div>
      {share.isError && <ErrorPanel title="The session was not shared" error={share.error} />}
      <p role="status" className="text-success empty:sr-only">
        {share.isSuccess && `Shared with ${share.data.email}.`}
      </p>
    </form>
  );
}

function ShareRow({ share, onRemove }: { readonly share: Share; readonly onRemove: () => void }) {
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{share.email}</span>
        <span className="block text-xs text-muted-foreground">
          {share.user === null ? 'has no account yet' : share.user.name} · {share.access === 'WRITE' ? 'reads and answers' : 'reads'}
        </span>
      </span>
      <Button look="quiet" className="text-destructive!" aria-label={`Stop sharing with ${share.email}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
