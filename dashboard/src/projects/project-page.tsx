import type { Project } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useForge } from '../api/forge.ts';
import { count } from '../format/value.ts';
import { WorkerName } from '../tasks/worker-name.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { KnowledgeTab } from './knowledge-tab.tsx';
import { projectQuery } from './project-queries.ts';

const RoutingTab = lazy(async () => ({ default: (await import('./routing-tab.tsx')).RoutingTab }));
const SettingsTab = lazy(async () => ({ default: (await import('./settings-tab.tsx')).SettingsTab }));

/** One project: what agents should know, who gets which task, its settings. */
export function ProjectPage() {
  const { id } = useParams({ from: '/shell/projects/$id' });
  const project = useQuery(projectQuery(useForge(), id));
  if (project.data !== undefined) return <LoadedProject key={id} project={project.data} />;
  return <PageState noun="Project" query={project} />;
}

function LoadedProject({ project }: { readonly project: Project }) {
  const { tab = 'knowledge' } = useSearch({ from: '/shell/projects/$id' });
  const navigate = useNavigate({ from: '/projects/$id' });
  useTitle(project.name);
  const items = [
    { id: 'knowledge', label: 'Knowledge', content: <KnowledgeTab project={project} /> },
    {
      id: 'routing',
      label: 'Routing',
      content: (
        <Suspense fallback={<SkeletonRows label="rules" />}>
          <RoutingTab project={project} />
        </Suspense>
      ),
    },
    {
      id: 'settings',
      label: 'Settings',
      content: (
        <Suspense fallback={<SkeletonRows label="settings" />}>
          <SettingsTab project={project} />
        </Suspense>
      ),
    },
  ];
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <Header project={project} />
      <Tabs
        label="Project"
        items={items}
        active={items.some(({ id }) => id === tab) ? tab : 'knowledge'}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true, resetScroll: false })}
      />
    </div>
  );
}

function Header({ project }: { readonly project: Project }) {
  return (
    <header className="flex flex-col gap-3">
      <Link to="/projects" className="inline-flex min-h-6 w-fit items-center gap-1 text-muted-foreground hover:text-foreground">
        <ArrowLeft size={15} aria-hidden />
        Projects
      </Link>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{project.name}</h1>
        <Status value={project.status} />
        <Link to="/tasks" search={{ project: String(project.number) }} className={buttonClass('plain', 'sm:ml-auto')}>
          Tasks of this project
        </Link>
      </div>
      {project.description !== '' && <p className="max-w-prose whitespace-pre-line wrap-anywhere">{project.description}</p>}
      <Facts
        facts={[
          ['Open tasks', `${count(project.tasks.open)} of ${count(project.tasks.total)}`],
          ['Default agent', <WorkerName key="agent" worker={project.default_agent} />],
          ['Knowledge', count(project.knowledge_count)],
          ['Created', <Moment key="created" at={project.created_at} />],
          ['Id', <IdChip key="id" id={project.id} name="project id" />],
        ]}
      />
    </header>
  );
}
