import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import type { Agent } from '@forgeyard/sdk';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, TextInput } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Chip, Status } from '../ui/status.tsx';

const Checklist = lazy(async () => ({ default: (await import('../account/checklist.tsx')).Checklist }));
const CreateAgent = lazy(async () => ({ default: (await import('./create-agent.tsx')).CreateAgent }));
const chipsMax = 2;
const statuses = ['active', 'paused', 'inactive', 'disabled', 'suspended'] as const;

const columns: readonly Column<Agent>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: (agent) => (
      <>
        <Link to="/agents/$slug" params={{ slug: agent.slug }} className={rowLinkClass}>
          {agent.display_name}
        </Link>
        <span className="block truncate font-mono text-xs text-muted-foreground">{agent.slug}</span>
      </>
    ),
  },
  { id: 'status', title: 'Status', width: 'w-28', cell: (agent) => <Status value={agent.status} /> },
  { id: 'model', title: 'Model', from: 'md', width: 'w-52', cell: (agent) => <span className="font-mono text-xs">{agent.model}</span> },
  { id: 'tools', title: 'Tools', width: 'w-72', from: 'lg', cell: (agent) => <ToolChips tools={agent.tools} /> },
  { id: 'runs', title: 'Runs', from: 'sm', width: 'w-20', isNumber: true, cell: (agent) => count(agent.run_count) },
  {
    id: 'running',
    title: 'Running',
    width: 'w-24',
    from: 'md',
    isNumber: true,
    cell: (agent) => `${agent.running} of ${agent.max_concurrent_tasks}`,
  },
  { id: 'last', title: 'Last run', width: 'w-28 sm:w-32', isNumber: true, cell: (agent) => <Moment at={agent.last_run_at} /> },
];

function ToolChips({ tools }: { readonly tools: readonly string[] }) {
  if (tools.length === 0) return <span className="text-muted-foreground">none</span>;
  return (
    <span className="flex gap-1 overflow-hidden" title={tools.join(', ')}>
      {tools.slice(0, chipsMax).map((tool) => (
        <Chip key={tool}>{tool}</Chip>
      ))}
      {tools.length > chipsMax && <Chip>{`+${tools.length - chipsMax}`}</Chip>}
    </span>
  );
}

function matches(agent: Agent, q: string, status: string): boolean {
  if (status !== '' && agent.status !== status) return false;
  const words = `${agent.display_name} ${agent.slug} ${agent.model} ${agent.tools.join(' ')}`.toLowerCase();
  return words.includes(q.toLowerCase());
}

/** All agents of the organization, with a filter and the way to make a new one. */
export function AgentsPage() {
  const { q = '', status = '' } = useSearch({ from: '/shell/agents' });
  const navigate = useNavigate({ from: '/agents' });
  const agents = useQuery({ ...agentsQuery(useForge()), refetchInterval: 5_000 });
  const [isCreating, setCreating] = useState(false);
  const all = agents.data ?? [];
  const shown = all.filter((agent) => matches(agent, q, status));
  const narrow = (search: { readonly q?: string; readonly status?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...search }), replace: true });
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      New agent
    </Button>
  );
  return (
    <Page title="Agents" lead="A model, a prompt and tools, under one name." actions={create}>
      <Suspense>
        <Checklist />
      </Suspense>
      <div role="search" className="flex flex-wrap gap-2">
        <TextInput
          type="search"
          aria-label="Filter agents"
          data-shortcut="filter"
          placeholder="Filter by name, model or tool"
          className="max-w-xs"
          value={q}
          onChange={(event) => narrow({ q: event.target.value })}
        />
        <Choice aria-label="Status" className="w-auto!" value={status} onChange={(event) => narrow({ status: event.target.value })}>
          <option value="">Any status</option>
          {statuses.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </Choice>
      </div>
      {agents.isError && <ErrorPanel title="The agents could not be loaded" error={agents.error} onRetry={() => void agents.refetch()} />}
      {agents.isPending && <SkeletonRows label="agents" />}
      {agents.isSuccess && all.length === 0 && <NoAgents action={create} />}
      {all.length > 0 && shown.length === 0 && <NoMatch onClear={() => narrow({ q: '', status: '' })} />}
      {shown.length > 0 && <DataTable label="Agents" columns={columns} rows={shown} idOf={(agent) => agent.id} />}
      <Suspense>{isCreating && <CreateAgent onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}

function NoAgents({ action }: { readonly action: React.ReactNode }) {
  const command = `curl -X POST ${location.origin}/v1/agents -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"slug":"helper","model":"gpt-5-mini"}'`;
  return (
    <EmptyState
      says="Agents do the work here: each has a model, a prompt and tools. Start from a template."
      action={action}
      command={command}
    />
  );
}
