import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Trouble } from './trouble.tsx';

interface SecondStepProps {
  readonly onEntered: () => void;
  readonly onBack: () => void;
}

/** Asks for the code of the authenticator app, or for a backup code where the app is out of reach. */
export function SecondStep({ onEntered, onBack }: SecondStepProps) {
  const forge = useForge();
  const [isBackup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const verify = useMutation({
    mutationFn: () => forge.auth.verifyTwoFactor(isBackup ? { backup_code: code.trim() } : { code: code.replace(/\s/g, '') }),
    onSuccess: onEntered,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!verify.isPending) verify.mutate();
  };
  const change = () => {
    setBackup(!isBackup);
    setCode('');
    verify.reset();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Trouble title="The code could not be checked" error={verify.error} refused="This code is wrong or was used already." />
      <TextField
        key={isBackup ? 'backup' : 'app'}
        label={isBackup ? 'Backup code' : 'Code of your authenticator app'}
        hint={isBackup ? 'Each one works once.' : 'Six digits; a new code appears every 30 seconds.'}
        name="code"
        autoComplete="one-time-code"
        inputMode={isBackup ? 'text' : 'numeric'}
        className="font-mono tracking-widest"
        autoFocus
        required
        value={code}
        onText={setCode}
      />
      <Button type="submit" look="primary" aria-disabled={verify.isPending}>
        {verify.isPending ? 'Checking…' : 'Go on'}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" className="-ml-3" onClick={change}>
          {isBackup ? 'Use the app instead' : 'Use a backup code'}
        </Button>
        <Button look="quiet" className="-mr-3" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}
