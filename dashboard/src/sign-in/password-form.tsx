import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextField } from '../ui/text-field.tsx';
import { focusFirstFault } from './focus-first-fault.ts';
import { passwordFault, passwordHint } from './password-rule.ts';

interface PasswordFormProps {
  readonly email: string;
  readonly needsCurrent: boolean;
  readonly onDone: () => void;
}

/** Sets or changes one's own password; every other session of the person is signed out. */
export function PasswordForm({ email, needsCurrent, onDone }: PasswordFormProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [current, setCurrent] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => forge.auth.setPassword({ password, current_password: needsCurrent ? current : undefined }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['me'] });
      onDone();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = passwordFault(password);
    setFault(found);
    if (found !== null) return focusFirstFault(event.currentTarget);
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      {needsCurrent && (
        <TextField label="Current password" type="password" autoComplete="current-password" value={current} onText={setCurrent} />
      )}
      <TextField
        label="New password"
        hint={passwordHint}
        error={fault}
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
