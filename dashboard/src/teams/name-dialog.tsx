import type { UseMutationResult } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly does: string;
  readonly name: string;
  /** Title of the error, should there be one. */
  readonly failed: string;
  readonly change: UseMutationResult<unknown, Error, string>;
  readonly onClose: () => void;
}

const nameMax = 100;

/** Asks for the name of a team. */
export function NameDialog({ title, does, name, failed, change, onClose }: NameDialogProps) {
  const [typed, setTyped] = useState(name);
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    setMissing(wanted === '');
    if (wanted !== '' && !change.isPending) change.mutate(wanted);
  };
  return (
    <Modal title={title} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={nameMax}
          value={typed}
          error={isMissing ? 'Give the team a name.' : null}
          onText={setTyped}
        />
        {change.isError && <ErrorPanel title={failed} error={change.error} />}
        <DialogActions does={does} isBusy={change.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
