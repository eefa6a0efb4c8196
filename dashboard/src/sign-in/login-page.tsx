import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { Door } from './door.tsx';
import { doorLinkClass } from './door-link.ts';
import { OtherWays } from './other-ways.tsx';
import { SecondStep } from './second-step.tsx';
import { signInOptionsQuery } from './sign-in-queries.ts';
import { useEntered } from './use-entered.ts';
import { usePasskeyInField } from './use-passkey-in-field.ts';

/** Sign-in: e-mail and password with a second step where it is set up, a passkey, or an outside provider. */
export function LoginPage() {
  const { next, error } = useSearch({ from: '/login' });
  const options = useQuery(signInOptionsQuery(useForge())).data;
  const [isSecondStep, setSecondStep] = useState(false);
  const onEntered = useEntered(next);
  const onJoined = useEntered('/agents');
  usePasskeyInField(options?.passkeys === true && !isSecondStep, onEntered);
  if (isSecondStep) {
    return (
      <Door title="One more step">
        <SecondStep onEntered={onEntered} onBack={() => setSecondStep(false)} />
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      {error !== undefined && <ProviderRefusal code={error} />}
      <CredentialsForm
        invitation={/^\/invitations\/([\w-]+)$/.exec(next ?? '')?.[1]}
        onEntered={(hasJoined) => (hasJoined ? onJoined() : onEntered())}
        onSecondStep={() => setSecondStep(true)}
      />
      {options !== undefined && <OtherWays options={options} next={next} onEntered={onEntered} />}
      <div className="flex flex-col items-start gap-1">
        <Link to="/reset" className={doorLinkClass}>
          Forgot the password?
        </Link>
        {options?.sign_up === 'open' && (
          <Link to="/sign-up" search={next === undefined ? {} : { next }} className={doorLinkClass}>
            Create an account
          </Link>
        )}
      </div>
      <p className="text-xs text-muted-foreground">
        First start? The server prints a one-time owner link: open that link here, it needs no password.
      </p>
    </Door>
  );
}

/** Why an outside provider did not sign the person in; the code is shown, any other text of the address is not. */
function ProviderRefusal({ code }: { readonly code: string }) {
  const shown = /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : 'unknown';
  return (
    <div role="alert" className="rounded-lg border border-destructive/50 bg-destructive-muted px-3 py-2.5">
      <p>
        {code === 'no_organization'
          ? 'You belong to no organization here. Ask for an invitation, and sign in with your password or a passkey from its link.'
          : 'The provider did not sign you in. Try again, or use another way.'}
      </p>
      <p className="font-mono text-xs">{shown}</p>
    </div>
  );
}
