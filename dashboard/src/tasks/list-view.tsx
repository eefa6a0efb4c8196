import type { Task } from '@forgeyard/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { NoMatch } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { joinPages } from '../ui/rows.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { StillList } from '../ui/still-list.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import type { ViewProps } from './board-view.tsx';
import { PriorityMark } from './priority-mark.tsx';
import { TaskCard } from './task-card.tsx';
import { statesIn, taskQueryOf } from './task-filter.ts';
import { tasksQuery } from './task-queries.ts';
import { useTaskLetters } from './use-task-letters.ts';
import { WorkerName } from './worker-name.tsx';

/** The tasks as a table, newest first; as cards on a phone. */
export function ListView({ search, desk, empty, onClear }: ViewProps) {
  const isNarrow = useNarrow();
  const list = useInfiniteQuery(tasksQuery(useForge(), { ...taskQueryOf(search), status: statesIn(search.status) }));
  const tasks = joinPages(list.data?.pages);
  useTaskLetters(tasks, desk);
  return (
    <>
      {list.isError && (
        <ErrorPanel
          title={
            list.data === undefined ? 'The tasks could not be loaded' : 'The list could not be refreshed: it shows what was known before'
          }
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <SkeletonRows label="tasks" />}
      {list.data !== undefined && tasks.length === 0 && (empty ?? <NoMatch onClear={onClear} />)}
      {tasks.length > 0 && (
        <StillList rows={tasks}>
          {(rows) =>
            isNarrow ? (
              <ul aria-label="Tasks" className="flex flex-col gap-2">
                {rows.map((task) => (
                  <li key={task.id}>
                    <TaskCard task={task} hasStatus onMenu={desk.openMenu} />
                  </li>
                ))}
              </ul>
            ) : (
              <DataTable label="Tasks" columns={columnsOf(desk.openMenu)} rows={rows} idOf={(task) => task.id} />
            )
          }
        </StillList>
      )}
      {list.hasNextPage && (
        <Button className="self-center" onClick={() => void list.fetchNextPage()} aria-disabled={list.isFetchingNextPage}>
          Load older tasks
        </Button>
      )}
    </>
  );
}

function columnsOf(onMenu: (task: Task, anchor: HTMLElement) => void): readonly Column<Task>[] {
  return [
    {
      id: 'title',
      title: 'Title',
      cell: (task) => <TitleCell task={task} />,
    },
    { id: 'status', title: 'Status', width: 'w-32', cell: (task) => <Status value={task.status} /> },
    { id: 'assignee', title: 'Assignee', from: 'md', width: 'w-44', cell: (task) => <WorkerName worker={task.assignee} /> },
    { id: 'priority', title: 'Priority', width: 'w-24', cell: (task) => <PriorityMark priority={task.priority} /> },
    {
      id: 'deliverable',
      title: 'Deliverable',
      from: 'lg',
      width: 'w-44',
      cell: ({ deliverables: { latest } }) => (latest === null ? '–' : <Status value={latest.status} />),
    },
    {
      id: 'retry',
      title: 'Retry',
      from: 'xl',
      width: 'w-24',
      cell: ({ last_error: error }) => (error === null || error.retry_at === null ? '–' : <Moment at={error.retry_at} />),
    },
    { id: 'age', title: 'Created', from: 'sm', width: 'w-28', isNumber: true, cell: (task) => <Moment at={task.created_at} /> },
    {
      id: 'menu',
      title: 'Actions',
      width: 'w-20',
      isNumber: true,
      cell: (task) => <MenuCell task={task} onMenu={onMenu} />,
    },
  ];
}

function TitleCell({ task }: { readonly task: Task }) {
  return (
    <span data-task={task.id}>
      <Link to="/tasks/$id" params={{ id: String(task.number) }} data-row className={rowLinkClass}>
        {task.title}
      </Link>
      <span className="block truncate text-xs text-muted-foreground">
        #{task.number}
        {task.project !== null && ` · ${task.project.name}`}
        {task.last_error !== null && ` · failed: ${task.last_error.message}`}
      </span>
    </span>
  );
}

interface MenuCellProps {
  readonly task: Task;
  readonly onMenu: (task: Task, anchor: HTMLElement) => void;
}

function MenuCell({ task, onMenu }: MenuCellProps) {
  return (
    <span className="relative z-10 inline-flex">
      <IconButton
        label={`Actions for ${task.title}`}
        aria-haspopup="menu"
        data-menu-of={task.id}
        onClick={(event) => onMenu(task, event.currentTarget)}
      >
        <Ellipsis size={16} aria-hidden />
      </IconButton>
    </span>
  );
}
