import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';
import type { User } from '@forgeyard/sdk';
import { PasswordForm } from '../sign-in/password-form.tsx';
import { Page } from '../ui/page.tsx';
import { NameForm } from './name-form.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';
import { Section } from './section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TwoFactorSection } from './two-factor-section.tsx';

/** One's own account: name, password, second factor, passkeys, and the browsers that are signed in. */
export function ProfilePage() {
  const me = useQuery(meQuery(useForge())).data;
  if (me === undefined || me.user === null) return null;
  const { user } = me;
  return (
    <Page title="Profile & security" lead="Your own account, in every organization that you belong to.">
      <div className="flex max-w-3xl flex-col gap-5">
        {user.must_change_password === true && (
          <p role="alert" className="rounded-lg border border-warning/50 bg-warning-muted px-4 py-3">
            Somebody else chose your password. Change it to go on.
          </p>
        )}
        <Section title="Profile">
          <NameForm key={user.id} user={user} />
        </Section>
        <NotificationsSection />
        <PasswordSection user={user} />
        <TwoFactorSection user={user} />
        <PasskeysSection />
        <SessionsSection />
      </div>
    </Page>
  );
}

function PasswordSection({ user }: { readonly user: User }) {
  const [done, setDone] = useState(0);
  return (
    <Section
      title="Password"
      lead={
        user.has_password ? 'Changing it signs out your other browsers.' : 'You have none yet. With one you can sign in from any browser.'
      }
    >
      <div className="flex max-w-sm flex-col gap-3 [&_button[type=submit]]:self-start">
        <PasswordForm key={done} email={user.email} needsCurrent={user.has_password} onDone={() => setDone(done + 1)} />
        <p role="status" className="text-success empty:sr-only">
          {done > 0 && 'The password is set.'}
        </p>
      </div>
    </Section>
  );
}
