import type { Organisation } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { TextField } from '../ui/text-field.tsx';

interface OrgNameProps {
  readonly org: Organisation;
  readonly isManaging: boolean;
}

/** The name of the organization, to read or, for owners and admins, to change. */
export function OrgName({ org, isManaging }: OrgNameProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [name, setName] = useState(org.name);
  const [fault, setFault] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => forge.orgs.update({ name: name.trim() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isEmpty = name.trim() === '';
    setFault(isEmpty ? 'Give the organization a name.' : null);
    if (!isEmpty && !save.isPending) save.mutate();
  };
  const change = (text: string) => {
    setName(text);
    save.reset();
  };
  const id = (
    <p className="flex flex-wrap items-center gap-x-2 text-muted-foreground">
      Id <IdChip id={org.id} name="organization id" />
    </p>
  );
  if (!isManaging) {
    return (
      <div>
        <p className="font-medium">{org.name}</p>
        {id}
      </div>
    );
  }
  return (
    <form onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4">
      <TextField label="Name" autoComplete="organization" error={fault} value={name} onText={change} />
      {id}
      {save.isError && <ErrorPanel title="The name was not saved" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" aria-disabled={save.isPending}>
          {save.isPending ? 'Saving…' : 'Save name'}
        </Button>
        <p role="status" className="text-success">
          {save.isSuccess && 'Saved.'}
        </p>
      </div>
    </form>
  );
}
