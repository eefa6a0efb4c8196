import type { Agent, ToolServer, ToolServerUpdate } from '@forgeyard/sdk';
import { useState, type FormEvent } from 'react';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AllowedTools } from './tool-servers-allowed.tsx';
import { HeaderFields } from './tool-servers-headers.tsx';
import { useServerChange } from './tool-servers-queries.ts';
import { changeOf, changeFaults, isElsewhere } from './tool-servers-words.ts';
import type { ServerChange } from './tool-servers-words.ts';

interface ChangeProps {
  readonly agent: Agent;
  readonly server: ToolServer;
  readonly onClose: () => void;
}

const noFaults = { url: null, seconds: null, headers: null };

/** The dialog that changes how a tool server is reached. */
export function ChangeToolServer({ agent, server, onClose }: ChangeProps) {
  const [draft, setDraft] = useState<ServerChange>({ url: server.url, seconds: `${server.timeout_ms / 1_000}`, without: [], headers: [] });
  const [wasSent, setSent] = useState(false);
  const change = (part: Partial<ServerChange>) => setDraft((before) => ({ ...before, ...part }));
  const fields: ToolServerUpdate = changeOf(draft);
  const save = useServerChange(agent, (forge) => forge.toolServers.update(agent.slug, server.id, fields), server.id);
  const faults = changeFaults(draft);
  const shown = wasSent ? faults : noFaults;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (Object.values(faults).some((fault) => fault !== null)) return focusFirstFault(event.currentTarget);
    if (!save.isPending) save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal title={`Change ${server.name}`} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <ReachFields {...{ server, draft, change }} faults={shown} />
        <AllowedTools
          server={server}
          allowed={draft.allowed === undefined ? server.allowed : draft.allowed}
          onChange={(allowed) => change({ allowed })}
        />
        <StoredHeaders names={server.header_names} without={draft.without} onChange={(without) => change({ without })} />
        <HeaderFields
          lead="A header of the same name replaces the stored one."
          headers={draft.headers}
          onChange={(headers) => change({ headers })}
          error={shown.headers}
        />
        {save.isError && <ErrorPanel title="The server was not changed" error={save.error} />}
        <DialogActions does="Save" isBusy={save.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

interface ReachFieldsProps {
  readonly server: ToolServer;
  readonly draft: ServerChange;
  readonly change: (part: Partial<ServerChange>) => void;
  readonly faults: ReturnType<typeof changeFaults>;
}

function ReachFields({ server, draft, change, faults }: ReachFieldsProps) {
  return (
    <>
      <TextField
        label="URL"
        error={faults.url}
        type="url"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        value={draft.url}
        onText={(url) => change({ url })}
      />
      {isElsewhere(server.url, draft.url) && <Elsewhere />}
      <TextField
        label="Time limit in seconds"
        hint="For connecting and for each call, 1 to 120."
        error={faults.seconds}
        inputMode="numeric"
        value={draft.seconds}
        onText={(seconds) => change({ seconds })}
      />
    </>
  );
}

function Elsewhere() {
  return (
    <p role="status" className="rounded-md bg-warning-muted px-3 py-2 text-warning">
      Another origin: stored headers and approvals are forgotten, because they were given for the one before.
    </p>
  );
}

interface StoredHeadersProps {
  readonly names: readonly string[];
  readonly without: readonly string[];
  readonly onChange: (without: readonly string[]) => void;
}

function StoredHeaders({ names, without, onChange }: StoredHeadersProps) {
  if (names.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="font-medium">Stored headers</legend>
      {names.map((name) => (
        <label key={name} className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            className="size-5 accent-primary"
            checked={!without.includes(name)}
            onChange={(event) => onChange(event.target.checked ? without.filter((one) => one !== name) : [...without, name])}
          />
          <span>
            keep <span className="font-mono">{name}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
