import type { SessionDetail } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { ConfirmByName } from '../members/confirm-by-name.tsx';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EndChoice, type EndStatus } from './end-choice.tsx';
import { ShareSession } from './share-session.tsx';
import { isForeign } from './source.ts';

export type SessionDialog = 'share' | 'rename' | 'end' | 'delete';

interface DialogProps {
  readonly session: SessionDetail;
  readonly onClose: () => void;
}

/** The dialogs of a session's page. */
export function SessionDialogs({ dialog, ...rest }: DialogProps & { readonly dialog: SessionDialog }) {
  if (dialog === 'share') return <ShareSession {...rest} />;
  if (dialog === 'rename') return <RenameSession {...rest} />;
  return dialog === 'end' ? <EndSession {...rest} /> : <DeleteSession {...rest} />;
}

const nameMax = 200;

function RenameSession({ session, onClose }: DialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [name, setName] = useState(session.name);
  const [isMissing, setMissing] = useState(false);
  const rename = useMutation({
    mutationFn: () => forge.sessions.rename(session.id, name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '' && !rename.isPending) rename.mutate();
  };
  return (
    <Modal title="Rename the session" isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField label="Name" value={name} maxLength={nameMax} error={isMissing ? 'Give it a name.' : null} onText={setName} />
        {rename.isError && <ErrorPanel title="The session was not renamed" error={rename.error} />}
        <DialogActions does="Rename" isBusy={rename.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function EndSession({ session, onClose }: DialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [status, setStatus] = useState<EndStatus>('COMPLETED');
  const end = useMutation({
    mutationFn: () => forge.sessions.end(session.id, status),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!end.isPending) end.mutate();
  };
  const effect = isForeign(session)
    ? 'Its agent runs elsewhere and is not stopped by this; what it asks is withdrawn.'
    : 'A run that goes on is cancelled, and what it asks is withdrawn.';
  return (
    <Modal title="End the session" description={effect} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <EndChoice value={status} onChange={setStatus} />
        {end.isError && <ErrorPanel title="The session was not ended" error={end.error} />}
        <DialogActions does="End" isBusy={end.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function DeleteSession({ session, onClose }: DialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = async () => {
    await forge.sessions.delete(session.id);
    onClose();
    await navigate({ to: '/sessions' });
    queries.removeQueries({ queryKey: ['sessions', 'one', session.id] });
    await queries.invalidateQueries({ queryKey: ['sessions', 'list'] });
  };
  return (
    <ConfirmByName
      title="Delete the session"
      name={session.name === '' ? session.id : session.name}
      does="Delete"
      failed="The session was not deleted"
      act={act}
      onClose={onClose}
    >
      <p>Everything that was said in it is erased and cannot be brought back. A run that goes on is cancelled.</p>
    </ConfirmByName>
  );
}
