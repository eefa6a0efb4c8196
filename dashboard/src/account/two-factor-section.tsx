import type { User } from '@forgeyard/sdk';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Section } from './section.tsx';
import { OnOff } from './on-off.tsx';

const TwoFactorSetup = lazy(async () => ({ default: (await import('./two-factor-setup.tsx')).TwoFactorSetup }));
const TwoFactorOff = lazy(async () => ({ default: (await import('./two-factor-off.tsx')).TwoFactorOff }));

/** Whether a code is asked for after the password, and the way to change that. */
export function TwoFactorSection({ user }: { readonly user: User }) {
  const [open, setOpen] = useState<'setup' | 'off' | null>(null);
  const close = () => setOpen(null);
  const action = user.two_factor_enabled ? (
    <Button onClick={() => setOpen('off')}>Turn off</Button>
  ) : (
    user.has_password && <Button onClick={() => setOpen('setup')}>Set up two-factor</Button>
  );
  return (
    <Section
      title="Two-factor sign-in"
      lead={
        <>
          After the password, a code of an app on your phone is asked for. A stolen password alone then opens nothing.
          {!user.has_password && ' Set a password first.'}
        </>
      }
      mark={<OnOff isOn={user.two_factor_enabled} />}
      actions={action}
    >
      <Suspense>
        {open === 'setup' && <TwoFactorSetup onClose={close} />}
        {open === 'off' && <TwoFactorOff onClose={close} />}
      </Suspense>
    </Section>
  );
}
