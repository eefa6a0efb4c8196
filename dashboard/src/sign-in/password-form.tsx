import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextField } from '../ui/text-field.tsx';

interface PasswordFormProps {
  readonly email: string;
  readonly needsCurrent: boolean;
  readonly onDone: () => void;
}

const charsMin = 12;

/** Sets or changes one's own password; every other session of the person is signed out. */
export function PasswordForm({ email, needsCurrent, onDone }: PasswordFormProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [current, setCurrent] = useState('');
  const [isShort, setShort] = useState(false);
  const save = useMutation({
    mutationFn: () => forge.auth.setPassword({ password, current_password: needsCurrent ? current : undefined }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['me'] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShort(password.length < charsMin);
    if (password.length >= charsMin && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      {needsCurrent && (
        <TextField label="Current password" type="password" autoComplete="current-password" value={current} onText={setCurrent} />
      )}
      <TextField
        label="New password"
        hint="At least 12 characters; pasting is welcome."
        error={isShort ? 'Use at least 12 characters.' : null}
        type="password"
        autoComplete="new-password"
        value={password}
        onText={setPassword}
      />
      {save.isError && <ErrorPanel title="The password was not set" error={save.error} />}
      <Button type="submit" look="primary" aria-disabled={save.isPending}>
        {save.isPending ? 'Setting…' : 'Set password'}
      </Button>
    </form>
  );
}
