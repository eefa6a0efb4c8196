import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

interface ConfirmByNameProps {
  readonly title: string;
  /** What has to be typed. */
  readonly name: string;
  /** What the button says. */
  readonly does: string;
  /** Title of the error, should there be one. */
  readonly failed: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
  /** What stops working. */
  readonly children: ReactNode;
}

/** Asks to type a name before something that cannot be undone. */
export function ConfirmByName({ title, name, does, failed, act, onClose, children }: ConfirmByNameProps) {
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const action = useMutation({ mutationFn: act });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const isRight = typed.trim() === name.trim();
    setWrong(!isRight);
    if (!isRight) return focusFirstFault(event.currentTarget);
    if (!action.isPending) action.mutate();
  };
  return (
    <Modal title={title} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {children}
        <TextField
          label={`Type “${name}” to confirm`}
          error={isWrong ? 'This is not the name.' : null}
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        {action.isError && <ErrorPanel title={failed} error={action.error} />}
        <DialogActions does={does} look="danger" isBusy={action.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
