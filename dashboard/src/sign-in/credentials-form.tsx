import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Trouble } from './trouble.tsx';

interface CredentialsFormProps {
  readonly onEntered: () => void;
  /** The password was right and a second factor is wanted. */
  readonly onSecondStep: () => void;
}

/** E-mail and password; one and the same error for an unknown address and a wrong password. */
export function CredentialsForm({ onEntered, onSecondStep }: CredentialsFormProps) {
  const forge = useForge();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: () => forge.auth.login({ email: email.trim(), password }),
    onSuccess: (answer) => ('two_factor_required' in answer ? onSecondStep() : onEntered()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!login.isPending) login.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Trouble title="Signing in failed" error={login.error} refused="The e-mail address or the password is wrong." />
      <TextField label="E-mail" type="email" name="email" autoComplete="username webauthn" required value={email} onText={setEmail} />
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
    </form>
  );
}
