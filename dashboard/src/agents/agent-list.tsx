import type { Agent } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { count } from '../format/value.ts';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Chip, Status } from '../ui/status.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { LoadBar } from './load-bar.tsx';

const chipsMax = 1;

const columns: readonly Column<Agent>[] = [
  { id: 'name', title: 'Name', cell: (agent) => <AgentName agent={agent} /> },
  { id: 'status', title: 'Status', width: 'w-28', cell: (agent) => <Status value={agent.status} /> },
  { id: 'owner', title: 'Owner', from: 'lg', width: 'w-28', cell: (agent) => <Owner agent={agent} /> },
  { id: 'model', title: 'Model', from: 'md', width: 'w-36', cell: (agent) => <Model agent={agent} /> },
  { id: 'capabilities', title: 'Capabilities', width: 'w-38', from: 'xl', cell: (agent) => <Chips words={agent.capabilities} /> },
  { id: 'running', title: 'Running', width: 'w-34', from: 'sm', cell: (agent) => <LoadBar agent={agent} /> },
  { id: 'tasks', title: 'Open tasks', from: 'lg', width: 'w-24', isNumber: true, cell: (agent) => <OpenTasks agent={agent} /> },
  { id: 'last', title: 'Last run', width: 'w-26', from: 'md', isNumber: true, cell: (agent) => <Moment at={agent.last_run_at} /> },
];

/** The agents as a table; as cards on a phone. */
export function AgentList({ agents }: { readonly agents: readonly Agent[] }) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label="Agents" columns={columns} rows={agents} idOf={(agent) => agent.id} />;
  return (
    <ul aria-label="Agents" className="flex flex-col gap-3">
      {agents.map((agent) => (
        <AgentCard key={agent.id} agent={agent} />
      ))}
    </ul>
  );
}

function AgentCard({ agent }: { readonly agent: Agent }) {
  const { owner } = agent;
  return (
    <li className="relative flex flex-col gap-2 rounded-lg border border-border bg-card p-4">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <AgentName agent={agent} />
        </div>
        <Status value={agent.status} />
      </div>
      <p className="truncate text-muted-foreground">
        <Model agent={agent} />
        {owner !== null && ` · ${owner.name}`}
      </p>
      <div className="flex items-center justify-between gap-2">
        <LoadBar agent={agent} />
        <span className="text-muted-foreground">
          Open tasks: <OpenTasks agent={agent} />
        </span>
      </div>
    </li>
  );
}

function Model({ agent }: { readonly agent: Agent }) {
  if (agent.kind === 'external') return <span className="text-muted-foreground">Runs elsewhere</span>;
  return <span className="font-mono text-xs">{agent.model}</span>;
}

function AgentName({ agent }: { readonly agent: Agent }) {
  return (
    <>
      <Link to="/agents/$slug" params={{ slug: agent.slug }} className={rowLinkClass} data-row>
        {agent.display_name}
      </Link>
      <span className="block truncate font-mono text-xs text-muted-foreground">{agent.slug}</span>
    </>
  );
}

/** How many tasks wait for it or are under way, leading to them. */
function OpenTasks({ agent }: { readonly agent: Agent }) {
  const open = agent.open_tasks;
  if (open === 0) return '0';
  return (
    <Link
      to="/tasks"
      search={{ agent: agent.slug }}
      aria-label={`Open tasks of ${agent.display_name}: ${count(open)}`}
      className="relative z-10 inline-flex min-h-6 min-w-6 items-center justify-end text-primary underline underline-offset-2"
    >
      {count(open)}
    </Link>
  );
}

function Owner({ agent }: { readonly agent: Agent }) {
  const { owner } = agent;
  if (owner === null) return <span className="text-muted-foreground">nobody</span>;
  return <span title={owner.name}>{owner.name}</span>;
}

function Chips({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return <span className="text-muted-foreground">none</span>;
  return (
    <span className="flex gap-1 overflow-hidden" title={words.join(', ')}>
      {words.slice(0, chipsMax).map((word) => (
        <Chip key={word}>{word}</Chip>
      ))}
      {words.length > chipsMax && <Chip>{`+${words.length - chipsMax}`}</Chip>}
    </span>
  );
}
