import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';
import type { Me } from '@forgeyard/sdk';
import { buttonClass } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Door } from './door.tsx';
import { PasswordForm } from './password-form.tsx';

/** Signs the owner in by the one-time link that the server printed, then offers to set a password. */
export function WelcomePage() {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { token } = useSearch({ from: '/welcome' });
  const wasSent = useRef(false);
  const enter = useMutation({
    mutationFn: async (): Promise<Me> => {
      await forge.auth.ownerLink(token ?? '');
      queries.clear();
      return queries.fetchQuery(meQuery(forge));
    },
    // The spent token leaves the address bar and the history.
    onSuccess: () => navigate({ to: '/welcome', search: {}, replace: true }),
  });
  const { mutate } = enter;
  useEffect(() => {
    if (wasSent.current || token === undefined) return;
    wasSent.current = true;
    mutate();
  }, [mutate, token]);

  if (enter.isError || (token === undefined && enter.isIdle)) return <NoEntry error={enter.error} />;
  if (!enter.isSuccess) {
    return (
      <Door title="Welcome">
        <p role="status">Signing you in…</p>
      </Door>
    );
  }
  const goOn = () => void navigate({ to: '/agents' });
  return (
    <Door title="You are signed in">
      <p className="text-muted-foreground">The link is spent. Set a password to come back from any browser, or go on without one.</p>
      <PasswordForm email={enter.data.user?.email ?? ''} needsCurrent={enter.data.user?.has_password === true} onDone={goOn} />
      <Link to="/agents" className={buttonClass('plain')}>
        Go on without a password
      </Link>
    </Door>
  );
}

function NoEntry({ error }: { readonly error: Error | null }) {
  return (
    <Door title="Welcome">
      {error !== null && <ErrorPanel title="This link does not work" error={error} />}
      <p className="text-muted-foreground">An owner link works once, for 24 hours. If it was used already, sign in with your password.</p>
      <Link to="/login" search={{}} className={buttonClass('primary')}>
        Go to sign-in
      </Link>
    </Door>
  );
}
