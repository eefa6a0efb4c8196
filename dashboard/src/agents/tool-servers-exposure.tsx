import type { Agent, ServerTool, ToolServer, ToolPolicy } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice } from '../ui/field.tsx';
import { useServerChange } from './tool-servers-queries.ts';

type Fields = Parameters<ReturnType<typeof useForge>['toolServers']['updateTool']>[3];

interface ExposureProps {
  readonly agent: Agent;
  readonly server: ToolServer;
  readonly tool: ServerTool;
}

/** What a tool has to do with strangers, by its hints or as somebody says; and that it needs no consent any more, where somebody said so. */
export function ToolExposure({ agent, server, tool }: ExposureProps) {
  const change = useServerChange<Fields>(
    agent,
    (forge, fields) => forge.toolServers.updateTool(agent.slug, server.id, tool.name, fields),
    server.id,
  );
  const { stated } = tool;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Stated
        label={`What ${tool.name} reads`}
        value={stated.reads_untrusted}
        words={['By its hints: ', 'Reads what strangers write', 'Reads only what is ours']}
        hinted={tool.reads_untrusted}
        onChange={(reads_untrusted) => change.mutate({ reads_untrusted })}
      />
      <Stated
        label={`What ${tool.name} sends`}
        value={stated.sends_outside}
        words={['By its hints: ', 'Sends something out', 'Sends nothing out']}
        hinted={tool.sends_outside}
        onChange={(sends_outside) => change.mutate({ sends_outside })}
      />
      {tool.always_allow && (
        <Button look="quiet" onClick={() => change.mutate({ always_allow: false })}>
          Always allowed: ask again
        </Button>
      )}
      {change.isError && <ErrorPanel title="The choice was not saved" error={change.error} />}
    </div>
  );
}

interface StatedProps {
  readonly label: string;
  readonly value: boolean | null;
  /** Before what the hints say, and what is said. */
  readonly words: readonly [string, string, string];
  readonly hinted: boolean;
  readonly onChange: (value: boolean | null) => void;
}

function Stated({ label, value, words: [prefix, yes, no], hinted, onChange }: StatedProps) {
  const hints = value === null ? `${prefix}${(hinted ? yes : no).toLowerCase()}` : 'As its hints say';
  return (
    <Choice
      aria-label={label}
      className="w-auto! text-xs"
      value={String(value)}
      onChange={(event) => onChange(event.target.value === 'null' ? null : event.target.value === 'true')}
    >
      <option value="null">{hints}</option>
      <option value="true">{yes}</option>
      <option value="false">{no}</option>
    </Choice>
  );
}

const afterRead: Readonly<Record<ToolPolicy, string>> = {
  ask: 'ask a person first',
  deny: 'are refused',
  allow: 'follow the tool policy alone',
};

/** What becomes of calls that send something out after the agent has read what strangers may have written; saved at once. */
export function SendsAfterRead({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (choice: ToolPolicy) =>
      forge.agents.update(agent.id, { config: { sends_after_untrusted_read: choice } }, { ifVersion: agent.version }),
    onSuccess: (next) => queries.setQueryData(['agents', 'one', agent.slug], next),
  });
  return (
    <label className="flex flex-wrap items-center gap-2">
      After it has read what strangers may have written, calls that send something out
      <Choice
        className="w-auto!"
        value={save.isPending ? save.variables : (agent.config.sends_after_untrusted_read ?? 'ask')}
        onChange={({ target: { value } }) => save.mutate(value === 'deny' || value === 'allow' ? value : 'ask')}
      >
        {Object.entries(afterRead).map(([policy, words]) => (
          <option key={policy} value={policy}>
            {words}
          </option>
        ))}
      </Choice>
      {save.isError && <ErrorPanel title="The choice was not saved" error={save.error} />}
    </label>
  );
}
