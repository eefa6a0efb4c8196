import type { Credential } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { credentialsQuery } from '../api/queries.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { Moment } from '../ui/moment.tsx';
import { TextField } from '../ui/text-field.tsx';
import { works } from './key-facts.ts';

const word = 'revoke all';

/** Ends every working key but those that are ticked, for the day when a secret has leaked. */
export function RevokeAllKeys({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const keys = (useQuery(credentialsQuery(forge)).data ?? []).filter(works);
  const [kept, setKept] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const ending = keys.filter((key) => !kept.includes(key.id)).length;
  const revoke = useMutation({
    mutationFn: () => forge.credentials.revokeAll({ except: kept }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['credentials'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isRight = typed.trim().toLowerCase() === word;
    setWrong(!isRight);
    if (isRight && !revoke.isPending) revoke.mutate();
  };
  return (
    <Modal title="Revoke all keys except…" description="Ticked keys go on working." isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <KeptKeys keys={keys} kept={kept} onChange={setKept} />
        <p role="status" className="rounded-md bg-muted p-3">
          {ending} of {keys.length} keys end at once. Programs that use them are refused, and they cannot be brought back.
        </p>
        <TextField
          label={`Type “${word}” to confirm`}
          error={isWrong ? `Type “${word}”.` : null}
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        {revoke.isError && <ErrorPanel title="The keys were not revoked" error={revoke.error} />}
        <DialogActions does="Revoke keys" look="danger" isBusy={revoke.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

interface KeptKeysProps {
  readonly keys: readonly Credential[];
  readonly kept: readonly string[];
  readonly onChange: (kept: readonly string[]) => void;
}

function KeptKeys({ keys, kept, onChange }: KeptKeysProps) {
  const toggle = (id: string) => onChange(kept.includes(id) ? kept.filter((each) => each !== id) : [...kept, id]);
  return (
    <fieldset className="max-h-64 overflow-y-auto rounded-md border border-border p-2">
      <legend className="px-1 font-medium">Keep</legend>
      {keys.map((key) => (
        <label key={key.id} className="flex min-h-9 items-center gap-2.5 px-1">
          <input
            type="checkbox"
            className="size-4.5 shrink-0 accent-primary"
            checked={kept.includes(key.id)}
            onChange={() => toggle(key.id)}
          />
          <span className="truncate">{key.name}</span>
          <span className="ml-auto shrink-0 text-xs text-muted-foreground">
            {key.status === 'grace' && 'in grace, '}
            <LastUse at={key.last_used_at} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function LastUse({ at }: { readonly at: string | null }) {
  if (at === null) return <>never used</>;
  return (
    <>
      used <Moment at={at} />
    </>
  );
}
