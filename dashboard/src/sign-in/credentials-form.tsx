import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { describeFailure } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Trouble } from './trouble.tsx';

interface CredentialsFormProps {
  /** Token of the invitation that led here, for people who belong to no organisation any more. */
  readonly invitation: string | undefined;
  /** `hasJoined`: the invitation was accepted on the way. */
  readonly onEntered: (hasJoined: boolean) => void;
  /** The password was right and a second factor is wanted. */
  readonly onSecondStep: () => void;
}

/** E-mail and password; one and the same error for an unknown address and a wrong password. */
export function CredentialsForm({ invitation, onEntered, onSecondStep }: CredentialsFormProps) {
  const forge = useForge();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: async () => {
      const entered = { email: email.trim(), password };
      try {
        return { answer: await forge.auth.login(entered), hasJoined: false };
      } catch (error) {
        if (invitation === undefined || describeFailure(error).code !== 'LOGIN_NO_ORGANIZATION') throw error;
        return { answer: await forge.auth.login({ ...entered, invitation }), hasJoined: true };
      }
    },
    onSuccess: ({ answer, hasJoined }) => ('two_factor_required' in answer ? onSecondStep() : onEntered(hasJoined)),
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
