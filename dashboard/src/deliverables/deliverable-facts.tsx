import type { DeliverableWithVersions } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { count } from '../format/value.ts';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { WorkerName } from '../tasks/worker-name.tsx';

const linkClass = 'text-primary underline underline-offset-2';

/** Where a deliverable comes from and what it cost, in one line that wraps. */
export function DeliverableFacts({ deliverable: one }: { readonly deliverable: DeliverableWithVersions }) {
  const facts: (readonly [string, ReactNode])[] = [];
  if (one.task !== null) {
    const link = (
      <Link to="/tasks/$id" params={{ id: String(one.task.number) }} className={linkClass}>
        {one.task.title}
      </Link>
    );
    facts.push(['Task', link]);
  }
  if (one.project !== null) {
    const link = (
      <Link to="/projects/$id" params={{ id: String(one.project.number) }} className={linkClass}>
        {one.project.name}
      </Link>
    );
    facts.push(['Project', link]);
  }
  facts.push(['By', one.agent === null ? (one.submitted_by?.name ?? '–') : <WorkerName worker={one.agent} />]);
  facts.push(['Handed in', <Moment at={one.created_at} />]);
  if (one.run_id !== null) {
    const link = (
      <Link to="/runs/$id" params={{ id: one.run_id }} className={linkClass}>
        Open the run
      </Link>
    );
    facts.push(['Run', link]);
  }
  if (one.usage !== null) facts.push(['Tokens', `${count(one.usage.input_tokens)} in, ${count(one.usage.output_tokens)} out`]);
  if (one.model !== null) facts.push(['Model', [one.provider, one.model].filter((word) => word !== null).join(' ')]);
  facts.push(['Kind', one.content_type]);
  facts.push(['Id', <IdChip id={one.id} name="deliverable id" />]);
  return <Facts facts={facts} />;
}
