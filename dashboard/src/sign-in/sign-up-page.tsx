import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Door } from './door.tsx';
import { doorLinkClass } from './door-link.ts';
import { signInOptionsQuery } from './sign-in-queries.ts';
import { SignUpForm } from './sign-up-form.tsx';
import { useEntered } from './use-entered.ts';

/** A new account with an organization of its own, where the server is open for that. */
export function SignUpPage() {
  const { next } = useSearch({ from: '/sign-up' });
  const options = useQuery(signInOptionsQuery(useForge()));
  const onEntered = useEntered(next);
  return (
    <Door title="Create an account">
      {options.isPending && <SkeletonRows label="the form" rows={3} />}
      {options.isError && <ErrorPanel title="The server could not be asked" error={options.error} onRetry={() => void options.refetch()} />}
      {options.data?.sign_up === 'open' && <SignUpForm does="Create account" onEntered={onEntered} />}
      {options.isSuccess && options.data.sign_up !== 'open' && (
        <p>Accounts here are made by invitation. Ask an owner or admin of the organization for a link.</p>
      )}
      <p>
        Have an account?{' '}
        <Link to="/login" search={next === undefined ? {} : { next }} className={doorLinkClass}>
          Sign in
        </Link>
      </p>
    </Door>
  );
}
