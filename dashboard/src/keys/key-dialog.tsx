import type { Credential } from '@forgeyard/sdk';
import { lazy } from 'react';

const CreateKey = lazy(async () => ({ default: (await import('./create-key.tsx')).CreateKey }));
const EditKey = lazy(async () => ({ default: (await import('./edit-key.tsx')).EditKey }));
const RotateKey = lazy(async () => ({ default: (await import('./rotate-key.tsx')).RotateKey }));
const RevokeKey = lazy(async () => ({ default: (await import('./revoke-key.tsx')).RevokeKey }));
const RevokeAllKeys = lazy(async () => ({ default: (await import('./revoke-all-keys.tsx')).RevokeAllKeys }));

/** Which dialog about keys is open. */
export type OpenDialog =
  | { readonly does: 'create' }
  | { readonly does: 'revoke-all' }
  | { readonly does: 'edit'; readonly key: Credential }
  | { readonly does: 'rotate'; readonly key: Credential }
  | { readonly does: 'revoke'; readonly key: Credential };

/** The open dialog; each is loaded when it is wanted. */
export function KeyDialog({ dialog, onClose }: { readonly dialog: OpenDialog; readonly onClose: () => void }) {
  if (dialog.does === 'create') return <CreateKey onClose={onClose} />;
  if (dialog.does === 'revoke-all') return <RevokeAllKeys onClose={onClose} />;
  if (dialog.does === 'edit') return <EditKey credential={dialog.key} onClose={onClose} />;
  if (dialog.does === 'rotate') return <RotateKey credential={dialog.key} onClose={onClose} />;
  return <RevokeKey credential={dialog.key} onClose={onClose} />;
}
