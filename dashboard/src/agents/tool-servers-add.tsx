import type { Agent } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { HeaderFields } from './tool-servers-headers.tsx';
import { blankServer, headersIn, serverFaults } from './tool-servers-words.ts';
import type { ServerDraft, ServerFaults } from './tool-servers-words.ts';

const noFaults: ServerFaults = { name: null, url: null, headers: null };

/** The dialog that adds a tool server; values of headers can be replaced later, never read. */
export function AddToolServer({ agent, onClose }: { readonly agent: Agent; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ServerDraft>(blankServer);
  const [wasSent, setSent] = useState(false);
  const change = (part: Partial<ServerDraft>) => setDraft((before) => ({ ...before, ...part }));
  const add = useMutation({
    mutationFn: () =>
      forge.toolServers.add(agent.slug, { name: draft.name.trim(), url: draft.url.trim(), headers: headersIn(draft.headers) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['agents', 'tool-servers', agent.slug] });
      onClose();
    },
  });
  const faults = serverFaults(draft);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (Object.values(faults).some((fault) => fault !== null)) return focusFirstFault(event.currentTarget);
    if (!add.isPending) add.mutate();
  };
  return (
    <Modal
      title="Add a tool server"
      description="It is asked for its tools at once. You read and approve each one afterwards."
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <PlaceFields draft={draft} change={change} faults={wasSent ? faults : noFaults} />
        <HeaderFields
          lead="Sent with every request, for example Authorization. Stored encrypted, never shown again."
          headers={draft.headers}
          onChange={(headers) => change({ headers })}
          error={wasSent ? faults.headers : null}
        />
        {add.isError && <ErrorPanel title="The server was not added" error={add.error} />}
        <DialogActions does={add.isPending ? 'Asking the server' : 'Add server'} isBusy={add.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

interface PlaceFieldsProps {
  readonly draft: ServerDraft;
  readonly change: (part: Partial<ServerDraft>) => void;
  readonly faults: ServerFaults;
}

function PlaceFields({ draft, change, faults }: PlaceFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        hint={`Its tools are called mcp-${draft.name.trim() === '' ? '<name>' : draft.name.trim()}. It cannot be changed later.`}
        error={faults.name}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        placeholder="docs"
        value={draft.name}
        onText={(name) => change({ name })}
      />
      <TextField
        label="URL"
        hint="Where it speaks the Model Context Protocol over HTTP. Private networks are refused, unless the operator allows the host."
        error={faults.url}
        type="url"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        placeholder="https://mcp.example.com/mcp"
        value={draft.url}
        onText={(url) => change({ url })}
      />
    </>
  );
}
