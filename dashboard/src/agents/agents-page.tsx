import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { capabilitiesOf, matches, type AgentFilter } from './agent-filter.ts';
import { AgentFilters } from './agent-filters.tsx';
import { AgentList } from './agent-list.tsx';

const Checklist = lazy(async () => ({ default: (await import('../account/checklist.tsx')).Checklist }));
const CreateAgent = lazy(async () => ({ default: (await import('./create-agent.tsx')).CreateAgent }));
/** All agents of the organization, with a filter and the way to make a new one. */
export function AgentsPage() {
  const filter = useSearch({ from: '/shell/agents' });
  const navigate = useNavigate({ from: '/agents' });
  const agents = useQuery({ ...agentsQuery(useForge()), refetchInterval: 30_000 });
  const [isCreating, setCreating] = useState(false);
  const all = agents.data ?? [];
  const shown = all.filter((agent) => matches(agent, filter));
  const narrow = (part: AgentFilter) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const create = (
    <Button look="primary" data-shortcut="create" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      New agent
    </Button>
  );
  return (
    <Page title="Agents" lead="A model, a prompt and tools, under one name." actions={create}>
      <Suspense>
        <Checklist />
      </Suspense>
      <AgentFilters filter={filter} capabilities={capabilitiesOf(all)} onChange={narrow} />
      {agents.isError && <ErrorPanel title="The agents could not be loaded" error={agents.error} onRetry={() => void agents.refetch()} />}
      {agents.isPending && <SkeletonRows label="agents" />}
      {agents.isSuccess && all.length === 0 && <NoAgents action={create} />}
      {all.length > 0 && shown.length === 0 && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {shown.length > 0 && <AgentList agents={shown} />}
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
