import type { Task } from '@forgeyard/sdk';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, Ellipsis } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { pretty } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Chip, Status } from '../ui/status.tsx';
import { Comments } from './comments.tsx';
import { LastErrorPanel } from './last-error-panel.tsx';
import { explainQuery, taskCommentsQuery, taskQuery } from './task-queries.ts';
import { Reasons } from './reasons.tsx';
import { TaskDeliverables } from './task-deliverables.tsx';
import { TaskFacts } from './task-facts.tsx';
import { Timeline } from './timeline.tsx';
import { useDesk, type Desk } from './use-desk.tsx';
import { useTaskLetters } from './use-task-letters.ts';

const explainEveryMs = 15_000;

/** One task: what is to be done, who does it, what happened so far. */
export function TaskPage() {
  const { id } = useParams({ from: '/shell/tasks/$id' });
  const task = useQuery(taskQuery(useForge(), id));
  if (task.data !== undefined) return <LoadedTask key={id} task={task.data} query={task} />;
  return <PageState noun="Task" query={task} />;
}

function LoadedTask({ task, query }: { readonly task: Task; readonly query: UseQueryResult<Task> }) {
  const forge = useForge();
  const navigate = useNavigate();
  const desk = useDesk(() => void navigate({ to: '/tasks' }));
  useTitle(task.title);
  useTaskLetters([task], desk, { isOnly: true });
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <Header task={task} desk={desk} />
      {query.isError && <ErrorPanel title="The task could not be refreshed" error={query.error} onRetry={() => void query.refetch()} />}
      {desk.note}
      <LastErrorPanel task={task} onRetry={desk.may.manage ? () => desk.retry(task) : null} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="Description">
            {task.description === '' ? <p className="text-muted-foreground">None.</p> : <Markdown text={task.description} />}
          </Panel>
          <TaskDeliverables task={task} />
          <Comments
            name="the task"
            query={taskCommentsQuery(forge, String(task.number))}
            onSend={(content) => forge.tasks.comment(task.id, content)}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <WhyNotPicked task={task} />
          <Panel title="What happened">
            <Timeline taskId={String(task.number)} />
          </Panel>
          {Object.keys(task.context).length > 0 && (
            <Panel title="Context">
              <CodeBlock text={pretty(task.context)} label="context" />
            </Panel>
          )}
          <Needs task={task} />
        </div>
      </div>
      {desk.layer}
    </div>
  );
}

function Header({ task, desk }: { readonly task: Task; readonly desk: Desk }) {
  return (
    <header className="flex flex-col gap-3">
      <Link to="/tasks" className="inline-flex min-h-6 w-fit items-center gap-1 text-muted-foreground hover:text-foreground">
        <ArrowLeft size={15} aria-hidden />
        Tasks
      </Link>
      <div className="flex flex-wrap items-start gap-3">
        <h1 tabIndex={-1} className="min-w-0 flex-1 basis-60 text-2xl font-semibold tracking-tight wrap-anywhere">
          {task.title} <span className="font-normal text-muted-foreground">#{task.number}</span>
        </h1>
        <Status value={task.status} />
        <Button aria-haspopup="menu" data-menu-of={task.id} onClick={(event) => desk.openMenu(task, event.currentTarget)}>
          <Ellipsis size={16} aria-hidden />
          Actions
        </Button>
      </div>
      <TaskFacts task={task} />
    </header>
  );
}

/** Why nobody works on it yet, as long as nobody does. */
function WhyNotPicked({ task }: { readonly task: Task }) {
  const isWaiting = task.status === 'pending' || task.status === 'assigned';
  const explained = useQuery({ ...explainQuery(useForge(), task.id), enabled: isWaiting, refetchInterval: explainEveryMs });
  if (!isWaiting || explained.data === undefined) return null;
  return (
    <Panel title="Why is it not picked?">
      <Reasons explained={explained.data} />
    </Panel>
  );
}

function Needs({ task }: { readonly task: Task }) {
  const groups = [
    ['Tags', task.tags],
    ['Required capabilities', task.required_capabilities],
  ] as const;
  return groups
    .filter(([, words]) => words.length > 0)
    .map(([title, words]) => (
      <Panel key={title} title={title}>
        <div className="flex flex-wrap gap-1">
          {words.map((word) => (
            <Chip key={word}>{word}</Chip>
          ))}
        </div>
      </Panel>
    ));
}
