import type { Project } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { count } from '../format/value.ts';
import { WorkerName } from '../tasks/worker-name.tsx';
import { Button } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FilterChoice, FilterRow, FilterText, type Choices } from '../ui/filter-choice.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { projectsQuery } from './project-queries.ts';

const CreateProject = lazy(async () => ({ default: (await import('./create-project.tsx')).CreateProject }));

const statusChoices: Choices = [
  ['', 'Any status'],
  ['active', 'Active'],
  ['completed', 'Completed'],
  ['archived', 'Archived'],
];

const columns: readonly Column<Project>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: (project) => (
      <>
        <Link to="/projects/$id" params={{ id: String(project.number) }} data-row className={rowLinkClass}>
          {project.name}
        </Link>
        <span className="block truncate text-xs text-muted-foreground">{project.description}</span>
      </>
    ),
  },
  { id: 'status', title: 'Status', width: 'w-28', cell: (project) => <Status value={project.status} /> },
  { id: 'agent', title: 'Default agent', from: 'md', width: 'w-44', cell: (project) => <WorkerName worker={project.default_agent} /> },
  { id: 'tasks', title: 'Open tasks', width: 'w-28', isNumber: true, cell: ({ tasks }) => `${count(tasks.open)} of ${count(tasks.total)}` },
  { id: 'knowledge', title: 'Knowledge', from: 'md', width: 'w-28', isNumber: true, cell: (project) => count(project.knowledge_count) },
  { id: 'updated', title: 'Changed', from: 'sm', width: 'w-28', isNumber: true, cell: (project) => <Moment at={project.updated_at} /> },
];

/** The projects: what tasks belong to, with their knowledge and their rules. */
export function ProjectsPage() {
  const { q = '', status = '' } = useSearch({ from: '/shell/projects' });
  const navigate = useNavigate({ from: '/projects' });
  const projects = useQuery(projectsQuery(useForge()));
  const [isCreating, setCreating] = useState(false);
  const { manage } = useMay();
  const all = projects.data ?? [];
  const wanted = q.trim().toLowerCase();
  const rows = all.filter((project) => project.name.toLowerCase().includes(wanted) && (status === '' || project.status === status));
  const narrow = (part: { readonly q?: string; readonly status?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
  const create = manage && (
    <Button look="primary" data-shortcut="create" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      New project
    </Button>
  );
  return (
    <Page title="Projects" lead="What belongs together: tasks, what agents should know, and who gets which task." actions={create}>
      <FilterRow>
        <FilterText label="Filter projects" placeholder="Filter by name" value={q} onText={(text) => narrow({ q: text })} />
        <FilterChoice label="Status" value={status} choices={statusChoices} onChange={(next) => narrow({ status: next })} />
      </FilterRow>
      {projects.isError && (
        <ErrorPanel
          title={
            projects.data === undefined
              ? 'The projects could not be loaded'
              : 'The list could not be refreshed: it shows what was known before'
          }
          error={projects.error}
          onRetry={() => void projects.refetch()}
        />
      )}
      {projects.isPending && <SkeletonRows label="projects" />}
      {projects.isSuccess && all.length === 0 && <NoProjects action={create} />}
      {all.length > 0 && rows.length === 0 && <NoMatch onClear={() => void navigate({ search: {} })} />}
      {rows.length > 0 && <DataTable label="Projects" columns={columns} rows={rows} idOf={(project) => project.id} />}
      <Suspense>{isCreating && <CreateProject onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}

function NoProjects({ action }: { readonly action: ReactNode }) {
  const command = `curl -X POST '${location.origin}/v1/projects' -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"name":"Website"}'`;
  return (
    <EmptyState
      says="A project holds tasks that belong together, what agents should know about them, and the rules that choose who gets a task."
      action={action}
      command={command}
    />
  );
}
