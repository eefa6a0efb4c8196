import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Door } from './door.tsx';
import { doorLinkClass } from './door-link.ts';
import { focusFirstFault } from './focus-first-fault.ts';
import { passwordFault, passwordHint } from './password-rule.ts';
import { Trouble } from './trouble.tsx';

/** Sets a new password by a one-time link; every browser of the person is signed out. */
export function ResetPage() {
  const { token } = useParams({ from: '/reset/$token' });
  const forge = useForge();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const reset = useMutation({
    mutationFn: () => forge.auth.completePasswordReset({ token, password }),
    onSuccess: () => queries.clear(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = passwordFault(password);
    setFault(found);
    if (found !== null) return focusFirstFault(event.currentTarget);
    if (!reset.isPending) reset.mutate();
  };
  if (reset.isSuccess) return <Done />;
  return (
    <Door title="Set a new password">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Trouble title="The password was not set" error={reset.error} />
        <TextField
          label="New password"
          type="password"
          name="password"
          autoComplete="new-password"
          hint={passwordHint}
          error={fault}
          value={password}
          onText={setPassword}
        />
        <Button type="submit" look="primary" aria-disabled={reset.isPending}>
          {reset.isPending ? 'Setting…' : 'Set password'}
        </Button>
      </form>
      <p className="text-muted-foreground">
        A reset link works once and for a short time.{' '}
        <Link to="/reset" className={doorLinkClass}>
          Get another one
        </Link>
      </p>
    </Door>
  );
}

function Done() {
  return (
    <Door title="The password is set">
      <p role="status">You are signed out everywhere. Sign in with the new password.</p>
      <Link to="/login" search={{}} className={buttonClass('primary')}>
        Sign in
      </Link>
    </Door>
  );
}
