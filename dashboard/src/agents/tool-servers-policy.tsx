import type { Agent, ToolPolicy } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice } from '../ui/field.tsx';

/** Whether a person must agree before the agent uses a tool; saved at once, as a new version of the agent. */
export function ToolPolicyChoice({ agent, name }: { readonly agent: Agent; readonly name: string }) {
  const forge = useForge();
  const queries = useQueryClient();
  const policy = agent.config.tool_policy ?? {};
  const save = useMutation({
    mutationFn: (choice: ToolPolicy) => {
      const { [name]: _, ...others } = policy;
      const next = choice === 'allow' ? others : { ...others, [name]: choice };
      return forge.agents.update(agent.id, { config: { tool_policy: next } }, { ifVersion: agent.version });
    },
    onSuccess: (next) => queries.setQueryData(['agents', 'one', agent.slug], next),
  });
  const saved = policy[name] ?? policy[name.split('.')[0] ?? ''] ?? 'allow';
  return (
    <div className="flex flex-col gap-2">
      <Choice
        aria-label={`Approval for ${name}`}
        className="w-auto!"
        value={save.isPending ? save.variables : saved}
        onChange={(event) => save.mutate(policyIn(event.target.value))}
      >
        <option value="allow">Use freely</option>
        <option value="ask">Ask a person first</option>
        <option value="deny">Refuse</option>
      </Choice>
      {save.isError && <ErrorPanel title="The choice was not saved" error={save.error} />}
    </div>
  );
}

function policyIn(value: string): ToolPolicy {
  return value === 'ask' || value === 'deny' ? value : 'allow';
}
