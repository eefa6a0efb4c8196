import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useForge } from '../api/forge.ts';
import { toolsQuery } from '../api/queries.ts';
import type { Tool, ToolPolicy } from '@forgeyard/sdk';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, FieldError } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import type { TabProps } from './agent-form.tsx';
import { faultOf, type Draft } from './draft.ts';

/** Which tools the agent may use, and whether a person must agree first. */
export function ToolsTab({ draft, change, error }: TabProps) {
  const tools = useQuery(toolsQuery(useForge()));
  const fault = faultOf(error, '/tools') ?? faultOf(error, '/config/tool_policy');
  const known = tools.data ?? [];
  const unknown = draft.tools.filter((id) => tools.isSuccess && !known.some((tool) => tool.id === id));
  const rows: readonly ShownTool[] = [...known, ...unknown.map((id) => ({ id, description: 'Not known to this server.', actions: [] }))];
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Tools</legend>
      {fault !== null && <FieldError>{fault}</FieldError>}
      {tools.isPending && <SkeletonRows label="tools" />}
      {tools.isError && <ErrorPanel title="The tools could not be loaded" error={tools.error} onRetry={() => void tools.refetch()} />}
      {rows.map((tool) => (
        <ToolRow key={tool.id} tool={tool} draft={draft} change={change} />
      ))}
    </fieldset>
  );
}

type ShownTool = Pick<Tool, 'id' | 'description' | 'actions'>;

interface ToolRowProps {
  readonly tool: ShownTool;
  readonly draft: Draft;
  readonly change: TabProps['change'];
}

function ToolRow({ tool, draft, change }: ToolRowProps) {
  const id = useId();
  const isOn = draft.tools.includes(tool.id);
  const toggle = () => change({ tools: isOn ? draft.tools.filter((each) => each !== tool.id) : [...draft.tools, tool.id] });
  const setPolicy = (choice: ToolPolicy) => {
    const { [tool.id]: _, ...others } = draft.policy;
    change({ policy: choice === 'allow' ? others : { ...others, [tool.id]: choice } });
  };
  return (
    <div className="rounded-lg border border-border bg-card p-3">
      <div className="flex flex-wrap items-start gap-3">
        <input id={id} type="checkbox" checked={isOn} onChange={toggle} className="mt-0.5 size-5 accent-primary" />
        <div className="min-w-0 flex-1 basis-52">
          <label htmlFor={id} className="font-mono font-medium">
            {tool.id}
          </label>
          <p className="text-muted-foreground">{tool.description}</p>
        </div>
        {isOn && (
          <Choice
            aria-label={`Approval for ${tool.id}`}
            className="w-auto! max-sm:ml-8"
            value={draft.policy[tool.id] ?? 'allow'}
            onChange={(event) => setPolicy(policyIn(event.target.value))}
          >
            <option value="allow">Use freely</option>
            <option value="ask">Ask a person first</option>
            <option value="deny">Refuse</option>
          </Choice>
        )}
      </div>
      {tool.actions.length > 0 && (
        <details className="mt-2 ml-8 text-xs">
          <summary className="min-h-6 text-muted-foreground">{tool.actions.length} actions</summary>
          <p className="font-mono wrap-anywhere">{tool.actions.map((action) => action.name).join(' · ')}</p>
        </details>
      )}
    </div>
  );
}

function policyIn(value: string): ToolPolicy {
  return value === 'ask' || value === 'deny' ? value : 'allow';
}
