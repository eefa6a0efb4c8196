import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';
import { Page } from '../ui/page.tsx';
import { PasswordForm } from './password-form.tsx';

/** Where a person sets or changes the password. */
export function PasswordPage() {
  const me = useQuery(meQuery(useForge())).data;
  const [isDone, setDone] = useState(false);
  if (me === undefined || me.user === null) return null;
  return (
    <Page title="Password" lead="Changing it signs out your other sessions.">
      <div className="max-w-sm">
        {isDone ? (
          <p role="status">The password is set.</p>
        ) : (
          <PasswordForm email={me.user.email} needsCurrent={me.user.has_password} onDone={() => setDone(true)} />
        )}
      </div>
    </Page>
  );
}
