import type { User } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextField } from '../ui/text-field.tsx';

/** The name that others see; the e-mail address is shown and cannot be changed here. */
export function NameForm({ user }: { readonly user: User }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [name, setName] = useState(user.name ?? '');
  const [fault, setFault] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => forge.account.update({ name: name.trim() }),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['me'] }), queries.invalidateQueries({ queryKey: ['members'] })]),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isEmpty = name.trim() === '';
    setFault(isEmpty ? 'Say what to call you.' : null);
    if (!isEmpty && !save.isPending) save.mutate();
  };
  const change = (text: string) => {
    setName(text);
    save.reset();
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4">
      <TextField label="Name" autoComplete="name" error={fault} value={name} onText={change} />
      <div>
        <p className="font-medium">E-mail</p>
        <p className="wrap-anywhere">{user.email}</p>
      </div>
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
