import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { statusOf } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { focusFirstFault } from './focus-first-fault.ts';
import { passwordFault, passwordHint } from './password-rule.ts';
import { Trouble } from './trouble.tsx';

interface SignUpFormProps {
  /** The address that an invitation is for; it cannot be changed then. */
  readonly email?: string | null;
  readonly invitation?: string;
  readonly does: string;
  readonly onEntered: () => void;
}

const blank = { name: '', email: '', password: '' };
const noFaults = { name: null, email: null, password: null };

/** Name, e-mail and password of a new account. */
export function SignUpForm({ email = null, invitation, does, onEntered }: SignUpFormProps) {
  const forge = useForge();
  const [fields, setFields] = useState({ ...blank, email: email ?? '' });
  const [wasSent, setSent] = useState(false);
  const change = (part: Partial<typeof blank>) => setFields((before) => ({ ...before, ...part }));
  const create = useMutation({
    mutationFn: () => forge.auth.signUp({ ...fields, name: fields.name.trim(), email: fields.email.trim(), invitation }),
    onSuccess: onEntered,
  });
  const faults = {
    name: fields.name.trim() === '' ? 'Say what to call you.' : null,
    email: /^\S+@\S+$/.test(fields.email.trim()) ? null : 'This is not an e-mail address.',
    password: passwordFault(fields.password),
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    const isComplete = Object.values(faults).every((fault) => fault === null);
    if (!isComplete) return focusFirstFault(event.currentTarget);
    if (!create.isPending) create.mutate();
  };
  const isTaken = statusOf(create.error) === 409;
  const shown = {
    ...(wasSent ? faults : noFaults),
    ...(isTaken ? { email: 'This address has an account already: sign in instead.' } : {}),
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {!isTaken && <Trouble title="The account was not created" error={create.error} />}
      <Fields fields={fields} faults={shown} isFixed={email !== null} change={change} />
      <Button type="submit" look="primary" aria-disabled={create.isPending}>
        {create.isPending ? 'Creating…' : does}
      </Button>
    </form>
  );
}

interface FieldsProps {
  readonly fields: typeof blank;
  readonly faults: { readonly [Name in keyof typeof blank]: string | null };
  readonly isFixed: boolean;
  readonly change: (part: Partial<typeof blank>) => void;
}

function Fields({ fields, faults, isFixed, change }: FieldsProps) {
  return (
    <>
      <TextField label="Name" name="name" autoComplete="name" error={faults.name} value={fields.name} onText={(name) => change({ name })} />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        readOnly={isFixed}
        hint={isFixed ? 'The invitation is for this address.' : undefined}
        error={faults.email}
        value={fields.email}
        onText={(email) => change({ email })}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        hint={passwordHint}
        error={faults.password}
        value={fields.password}
        onText={(password) => change({ password })}
      />
    </>
  );
}
