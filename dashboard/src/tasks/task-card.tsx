import type { Task } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { CircleAlert, ClipboardCheck, Ellipsis } from 'lucide-react';
import type { DragEvent } from 'react';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';
import { PriorityMark } from './priority-mark.tsx';
import { WorkerName } from './worker-name.tsx';

const progressClass =
  'h-1.5 min-w-0 flex-1 appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary';

interface TaskCardProps {
  readonly task: Task;
  readonly isDragged?: boolean;
  readonly hasStatus?: boolean;
  readonly onMenu: (task: Task, anchor: HTMLElement) => void;
  readonly onDrag?: ((task: Task | null) => void) | undefined;
}

/** One task on the board or in the list of a phone. The whole card opens the task; its button has everything that can be done with it. */
export function TaskCard({ task, isDragged = false, hasStatus = false, onMenu, onDrag }: TaskCardProps) {
  const start = (event: DragEvent<HTMLElement>) => {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', task.title);
    onDrag?.(task);
  };
  return (
    <article
      data-task={task.id}
      draggable={onDrag !== undefined}
      onDragStart={start}
      onDragEnd={() => onDrag?.(null)}
      className={cx(
        'relative flex flex-col gap-1.5 rounded-lg border border-border bg-card p-2.5 shadow-xs hover:border-input',
        isDragged && 'opacity-50',
      )}
    >
      <div className="flex items-start gap-1">
        <Link
          to="/tasks/$id"
          params={{ id: String(task.number) }}
          data-row
          draggable={false}
          className="line-clamp-3 min-w-0 flex-1 font-medium wrap-anywhere after:absolute after:inset-0 after:content-['']"
        >
          {task.title}
        </Link>
        <IconButton
          label={`Actions for ${task.title}`}
          aria-haspopup="menu"
          data-menu-of={task.id}
          className="relative z-10 -my-1.5 -mr-1.5"
          onClick={(event) => onMenu(task, event.currentTarget)}
        >
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
        {hasStatus && <Status value={task.status} />}
        <PriorityMark priority={task.priority} />
        <span>#{task.number}</span>
        <Moment at={task.created_at} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-1.5 text-xs">
        <WorkerName worker={task.assignee} />
        {task.deliverables.latest !== null && <LatestDeliverable latest={task.deliverables.latest} />}
      </div>
      <Progress task={task} />
      <LastError task={task} />
    </article>
  );
}

function LatestDeliverable({ latest }: { readonly latest: NonNullable<Task['deliverables']['latest']> }) {
  return (
    <span
      className={cx('inline-flex items-center gap-1.5', latest.status === 'pending' ? 'font-medium text-warning' : 'text-muted-foreground')}
    >
      <ClipboardCheck size={14} aria-hidden />v{latest.version} {latest.status.replaceAll('_', ' ')}
    </span>
  );
}

function Progress({ task }: { readonly task: Task }) {
  if (task.status !== 'in_progress' || task.progress_percent === null) return null;
  return (
    <span className="flex items-center gap-2 text-xs text-muted-foreground">
      <progress value={task.progress_percent} max={100} aria-label="Progress" className={progressClass} />
      <span className="tabular">{task.progress_percent} %</span>
    </span>
  );
}

/** What went wrong last, and when it is tried again. */
function LastError({ task }: { readonly task: Task }) {
  const error = task.last_error;
  if (error === null || task.status === 'completed') return null;
  return (
    <p className="flex items-start gap-1 text-xs text-destructive">
      <CircleAlert size={14} aria-hidden className="mt-px shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        <span className="line-clamp-2">{error.message}</span>
        {error.retry_at !== null && task.status !== 'cancelled' && (
          <span className="text-muted-foreground">
            Next try <Moment at={error.retry_at} />
          </span>
        )}
      </span>
    </p>
  );
}
