import type { Passkey } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { canUsePasskeys } from '../sign-in/passkey.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { passkeysQuery } from './account-queries.ts';
import { Section } from './section.tsx';

const AddPasskey = lazy(async () => ({ default: (await import('./add-passkey.tsx')).AddPasskey }));
const RemovePasskey = lazy(async () => ({ default: (await import('./remove-passkey.tsx')).RemovePasskey }));

/** The passkeys by which the person signs in without a password. */
export function PasskeysSection() {
  const passkeys = useQuery(passkeysQuery(useForge()));
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const canAdd = canUsePasskeys();
  return (
    <Section
      title="Passkeys"
      lead="Sign in with a fingerprint, face or device PIN instead of the password."
      actions={canAdd && <Button onClick={() => setAdding(true)}>Add a passkey</Button>}
    >
      {passkeys.isPending && <SkeletonRows label="passkeys" rows={1} />}
      {passkeys.isError && (
        <ErrorPanel title="The passkeys could not be loaded" error={passkeys.error} onRetry={() => void passkeys.refetch()} />
      )}
      {passkeys.data?.length === 0 && (
        <p className="text-muted-foreground">
          {canAdd
            ? 'None yet.'
            : 'None yet. Passkeys need a browser that knows them, https (or localhost) and a host name instead of an IP address.'}
        </p>
      )}
      {passkeys.data !== undefined && passkeys.data.length > 0 && (
        <ul className="flex flex-col divide-y divide-border rounded-md border border-border">
          {passkeys.data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setRemoving(passkey)} />
          ))}
        </ul>
      )}
      <Suspense>
        {isAdding && <AddPasskey onClose={() => setAdding(false)} />}
        {removing !== null && <RemovePasskey passkey={removing} onClose={() => setRemoving(null)} />}
      </Suspense>
    </Section>
  );
}

function PasskeyRow({ passkey, onRemove }: { readonly passkey: Passkey; readonly onRemove: () => void }) {
  const name = passkey.name ?? 'Passkey';
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Fingerprint size={18} className="shrink-0 text-muted-foreground" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-xs text-muted-foreground">
          added <Moment at={passkey.created_at} /> · {passkey.backed_up ? 'synced between your devices' : 'on one device only'}
        </p>
      </div>
      <Button look="quiet" className="text-destructive!" onClick={onRemove} aria-label={`Remove ${name}`}>
        Remove
      </Button>
    </li>
  );
}
