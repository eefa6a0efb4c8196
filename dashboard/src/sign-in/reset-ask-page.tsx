import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Door } from './door.tsx';
import { doorLinkClass } from './door-link.ts';
import { signInOptionsQuery } from './sign-in-queries.ts';
import { Trouble } from './trouble.tsx';

/** Where a person who forgot the password gets a link to set a new one, or learns whom to ask for it. */
export function ResetAskPage() {
  const options = useQuery(signInOptionsQuery(useForge()));
  return (
    <Door title="Reset the password">
      {options.isPending && <SkeletonRows label="the form" rows={2} />}
      {options.isError && <ErrorPanel title="The server could not be asked" error={options.error} onRetry={() => void options.refetch()} />}
      {options.data?.password_reset === 'mail' && <AskByMail />}
      {options.data?.password_reset === 'ask_admin' && (
        <p>
          This server sends no mail. Ask an owner or admin of your organization for a reset link: they make one under Settings, Members. It
          works once.
        </p>
      )}
      <Link to="/login" search={{}} className={doorLinkClass}>
        Back to sign-in
      </Link>
    </Door>
  );
}

function AskByMail() {
  const forge = useForge();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => forge.auth.requestPasswordReset(email.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.mutate();
  };
  if (ask.isSuccess) {
    return (
      <p role="status">If {email.trim()} has an account here, a link is on its way. It works once; look into the spam folder as well.</p>
    );
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Trouble title="The link could not be asked for" error={ask.error} />
      <TextField label="E-mail" type="email" name="email" autoComplete="username" required value={email} onText={setEmail} />
      <Button type="submit" look="primary" aria-disabled={ask.isPending}>
        {ask.isPending ? 'Asking…' : 'Send me a link'}
      </Button>
    </form>
  );
}
