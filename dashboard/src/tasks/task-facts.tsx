import type { Task } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { useNow } from '../ui/now.tsx';
import { PriorityMark } from './priority-mark.tsx';
import { authorOf } from './task-words.ts';
import { WorkerName } from './worker-name.tsx';

const linkClass = 'text-primary underline underline-offset-2';

/** Who, when and where of a task, in one line that wraps. */
export function TaskFacts({ task }: { readonly task: Task }) {
  const now = useNow();
  const isOpen = task.status !== 'completed' && task.status !== 'cancelled';
  const isLate = isOpen && task.due_at !== null && Date.parse(task.due_at) < now;
  const facts: (readonly [string, ReactNode])[] = [
    ['Assignee', <Holder task={task} />],
    ['Priority', <PriorityMark priority={task.priority} />],
  ];
  if (task.project !== null) {
    const { name, number } = task.project;
    const link = (
      <Link to="/projects/$id" params={{ id: String(number) }} className={linkClass}>
        {name}
      </Link>
    );
    facts.push(['Project', link]);
  }
  if (task.type !== null) facts.push(['Type', task.type]);
  if (task.preferred_agent !== null) facts.push(['Preferred', <WorkerName worker={task.preferred_agent} />]);
  if (task.due_at !== null) {
    facts.push([
      'Due',
      <span className={isLate ? 'font-medium text-destructive' : undefined}>
        <Moment at={task.due_at} />
        {isLate && ' (late)'}
      </span>,
    ]);
  }
  if (task.progress_percent !== null) facts.push(['Progress', `${task.progress_percent} %`]);
  if (task.lease !== null) facts.push(['Lease ends', <Moment at={task.lease.until} />]);
  facts.push(['Created', <CreatedBy task={task} />]);
  if (task.started_at !== null) facts.push(['Started', <Moment at={task.started_at} />]);
  if (task.completed_at !== null) facts.push(['Done', <Moment at={task.completed_at} />]);
  if (task.cancelled_at !== null) facts.push(['Cancelled', <Moment at={task.cancelled_at} />]);
  facts.push(['Id', <IdChip id={task.id} name="task id" />]);
  return (
    <>
      <Facts facts={facts} />
      {task.routing !== null && task.routing.decision !== null && (
        <p className="text-muted-foreground">
          {task.routing.rule === null ? 'Routing' : `Routed by “${task.routing.rule}”`}: {task.routing.decision}
        </p>
      )}
    </>
  );
}

function CreatedBy({ task }: { readonly task: Task }) {
  return (
    <>
      <Moment at={task.created_at} /> by {authorOf(task.created_by)}
    </>
  );
}

function Holder({ task: { assignee } }: { readonly task: Task }) {
  if (assignee === null || assignee.kind === 'human') return <WorkerName worker={assignee} />;
  return (
    <Link to="/agents/$slug" params={{ slug: assignee.slug }} className={linkClass}>
      {assignee.display_name}
    </Link>
  );
}
