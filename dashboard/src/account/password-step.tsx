import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { DialogActions } from '../ui/dialog-actions.tsx';
import type { ButtonLook } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextField } from '../ui/text-field.tsx';

interface PasswordStepProps {
  readonly does: string;
  /** Title of the error, should there be one. */
  readonly title: string;
  readonly look?: ButtonLook;
  readonly send: (password: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks for the present password before something that only its owner may change. */
export function PasswordStep({ does, title, look = 'primary', send, onCancel }: PasswordStepProps) {
  const [password, setPassword] = useState('');
  const step = useMutation({ mutationFn: () => send(password) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!step.isPending) step.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField label="Your password" type="password" autoComplete="current-password" required value={password} onText={setPassword} />
      {step.isError && <ErrorPanel title={title} error={step.error} />}
      <DialogActions does={does} look={look} isBusy={step.isPending} onCancel={onCancel} />
    </form>
  );
}
