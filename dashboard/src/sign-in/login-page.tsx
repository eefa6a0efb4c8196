import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { statusOf } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FieldError } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Door } from './door.tsx';
import { ownPath } from './own-path.ts';

/** Sign-in with e-mail and password; one and the same error for an unknown address and a wrong password. */
export function LoginPage() {
  const forge = useForge();
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: '/login' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: () => forge.auth.login({ email: email.trim(), password }),
    onSuccess: () => {
      queries.clear();
      router.history.push(ownPath(next, location.origin));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!login.isPending) login.mutate();
  };
  const isRefused = statusOf(login.error) === 401 || statusOf(login.error) === 400;
  return (
    <Door title="Sign in">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {isRefused && <FieldError>The e-mail address or the password is wrong.</FieldError>}
        {login.isError && !isRefused && <ErrorPanel title="Signing in failed" error={login.error} />}
        <TextField label="E-mail" type="email" name="email" autoComplete="username" required value={email} onText={setEmail} />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onText={setPassword}
        />
        <Button type="submit" look="primary" aria-disabled={login.isPending}>
          {login.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
        <p className="text-xs text-muted-foreground">
          No password yet? The server prints a one-time owner link when it starts for the first time: open that link here.
        </p>
      </form>
    </Door>
  );
}
