import type { SignInOptions } from '@forgeyard/sdk';
import { useMutation } from '@tanstack/react-query';
import { Fingerprint, LogIn } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ownPath } from './own-path.ts';
import { askForPasskey, canUsePasskeys, passkeyFault } from './passkey.ts';
import { Trouble } from './trouble.tsx';

interface OtherWaysProps {
  readonly options: SignInOptions;
  readonly next: string | undefined;
  readonly onEntered: () => void;
}

/** A passkey, where the browser knows them, and the outside providers of this server. */
export function OtherWays({ options, next, onEntered }: OtherWaysProps) {
  const forge = useForge();
  const passkey = useMutation({
    mutationFn: async () => forge.auth.finishPasskey(await askForPasskey(await forge.auth.startPasskey())),
    onSuccess: onEntered,
  });
  const provider = useMutation({
    mutationFn: (id: string) => forge.auth.startProvider(id, ownPath(next, location.origin)),
    onSuccess: ({ url }) => location.assign(url),
  });
  const hasPasskeys = options.passkeys && canUsePasskeys();
  if (!hasPasskeys && options.providers.length === 0) return null;
  const cancelled = passkeyFault(passkey.error);
  return (
    <div className="flex flex-col gap-2.5">
      <p className="flex items-center gap-3 text-xs text-muted-foreground before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
      {cancelled !== null && <p role="alert">{cancelled}</p>}
      {cancelled === null && (
        <Trouble title="The passkey was not accepted" error={passkey.error} refused="This passkey is not known here." />
      )}
      <Trouble title="The provider could not be asked" error={provider.error} />
      {hasPasskeys && (
        <Button aria-disabled={passkey.isPending} onClick={() => !passkey.isPending && passkey.mutate()}>
          <Fingerprint size={16} aria-hidden />
          Use a passkey
        </Button>
      )}
      {options.providers.map(({ id, name }) => (
        <Button
          key={id}
          className="h-auto! min-h-9 py-1.5 whitespace-normal!"
          aria-disabled={provider.isPending}
          onClick={() => !provider.isPending && provider.mutate(id)}
        >
          <LogIn size={16} className="shrink-0" aria-hidden />
          <span className="min-w-0">Continue with {name}</span>
        </Button>
      ))}
    </div>
  );
}
