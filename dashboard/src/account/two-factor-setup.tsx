import type { TwoFactorSetup as Setup } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { PasswordStep } from './password-step.tsx';
import { QrCode } from './qr/qr-code.tsx';

/** Sets up the second factor in three steps: password, code of the app, backup codes. */
export function TwoFactorSetup({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [setup, setSetup] = useState<Setup | null>(null);
  const [isOn, setOn] = useState(false);
  const turnedOn = () => {
    setOn(true);
    void queries.invalidateQueries({ queryKey: ['me'] });
    void queries.invalidateQueries({ queryKey: ['members'] });
  };
  const title = isOn ? 'Two-factor is on' : 'Set up two-factor sign-in';
  return (
    <Modal title={title} isOpen onClose={onClose}>
      {setup === null && (
        <PasswordStep
          does="Go on"
          title="The set-up could not begin"
          send={async (password) => setSetup(await forge.account.enableTwoFactor(password))}
          onCancel={onClose}
        />
      )}
      {setup !== null && !isOn && <ScanStep uri={setup.totp_uri} onConfirmed={turnedOn} onCancel={onClose} />}
      {setup !== null && isOn && <BackupCodes codes={setup.backup_codes} onClose={onClose} />}
    </Modal>
  );
}

interface ScanStepProps {
  readonly uri: string;
  readonly onConfirmed: () => void;
  readonly onCancel: () => void;
}

function ScanStep({ uri, onConfirmed, onCancel }: ScanStepProps) {
  const forge = useForge();
  const [code, setCode] = useState('');
  const confirm = useMutation({ mutationFn: () => forge.account.confirmTwoFactor(code.replace(/\s/g, '')), onSuccess: onConfirmed });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate();
  };
  const secret = URL.parse(uri)?.searchParams.get('secret') ?? '';
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p>Scan this with an authenticator app, then type the code that it shows.</p>
      <div className="flex flex-col items-center gap-3">
        <QrCode text={uri} label="QR code for the authenticator app; the same secret stands below as text" />
        <div className="flex max-w-full items-center gap-1">
          <code data-totp-secret className="rounded bg-muted px-2 py-1 font-mono text-xs wrap-anywhere">
            {(secret.match(/.{1,4}/g) ?? []).join(' ')}
          </code>
          <CopyButton text={secret} label="Copy the secret" look="quiet" isIcon />
        </div>
      </div>
      <TextField
        label="Code of the app"
        hint="Six digits; a new code appears every 30 seconds."
        autoComplete="one-time-code"
        inputMode="numeric"
        className="font-mono tracking-widest"
        required
        value={code}
        onText={setCode}
      />
      {confirm.isError && <ErrorPanel title="The code was not accepted" error={confirm.error} />}
      <DialogActions does="Turn on" isBusy={confirm.isPending} onCancel={onCancel} />
    </form>
  );
}
