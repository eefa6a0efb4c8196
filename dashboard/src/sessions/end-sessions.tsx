import type { Session } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { eachInTurn } from '../api/each-in-turn.ts';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { EndChoice, type EndStatus } from './end-choice.tsx';
import { nameOf } from './source.ts';

interface EndSessionsProps {
  readonly sessions: readonly Session[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const namesShown = 5;

/** Ends several sessions at once; says which ones could not be ended. */
export function EndSessions({ sessions, onDone, onClose }: EndSessionsProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [status, setStatus] = useState<EndStatus>('COMPLETED');
  const end = useMutation({
    mutationFn: () => eachInTurn(sessions, ({ id }) => forge.sessions.end(id, status)),
    onSuccess: async (became) => {
      await queries.invalidateQueries({ queryKey: ['sessions'] });
      if (became.some((each) => 'error' in each)) return;
      onClose();
      onDone();
    },
  });
  const refused = (end.data ?? []).filter((each) => 'error' in each);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!end.isPending) end.mutate();
  };
  return (
    <Modal
      title={sessions.length === 1 ? 'End the session' : `End ${sessions.length} sessions`}
      description="Runs that go on are cancelled, and open questions are withdrawn. Agents that run elsewhere are not stopped by this."
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <ul className="list-disc pl-5">
          {sessions.slice(0, namesShown).map((session) => (
            <li key={session.id} className="wrap-anywhere">
              <bdi>{nameOf(session)}</bdi>
            </li>
          ))}
          {sessions.length > namesShown && <li>and {sessions.length - namesShown} more</li>}
        </ul>
        <EndChoice value={status} onChange={setStatus} />
        {refused.map(({ item, error }) => (
          <ErrorPanel key={item.id} title={`Not ended: ${nameOf(item)}`} error={error} />
        ))}
        <DialogActions does={sessions.length === 1 ? 'End it' : 'End them'} look="danger" isBusy={end.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
