import type { Overview } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { count } from '../format/value.ts';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { Status } from '../ui/status.tsx';

const rowClass = 'flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t border-border py-1.5 first:border-t-0';
const linkClass = 'min-w-0 truncate font-medium underline-offset-2 hover:underline';

function Quiet({ children }: { readonly children: ReactNode }) {
  return <p className="text-muted-foreground">{children}</p>;
}

/** Runs that have not ended. */
export function RunningNow({ running }: Pick<Overview, 'running'>) {
  return (
    <Panel title="Running now">
      {running.length === 0 && <Quiet>No agent is at work.</Quiet>}
      <ul>
        {running.map((run) => (
          <li key={run.run_id} className={rowClass}>
            <Status value={run.status} />
            <Link to="/runs/$id" params={{ id: run.run_id }} className={linkClass}>
              {run.agent.display_name}
            </Link>
            <span className="ml-auto text-xs text-muted-foreground">
              <Moment at={run.started_at ?? run.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Failures of the period, by what went wrong with whom. */
export function RecentFailures({ failures }: Pick<Overview, 'failures'>) {
  return (
    <Panel title="Failures by cause">
      {failures.length === 0 && <Quiet>Nothing failed in this period.</Quiet>}
      <ul>
        {failures.map((group) => (
          <li key={`${group.code} ${group.agent.id}`} className={rowClass}>
            <span className="tabular rounded-md bg-destructive-muted px-2 text-xs font-medium text-destructive">
              {count(group.count)} ×
            </span>
            <Link to="/runs/$id" params={{ id: group.last_run_id }} className={linkClass} title={group.message}>
              {group.code}
            </Link>
            <span className="min-w-0 truncate text-muted-foreground">{group.agent.display_name}</span>
            <span className="ml-auto text-xs text-muted-foreground">
              <Moment at={group.last_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Whether keys and webhooks want attention; only for those who may read them. */
export function Health({ sessions, webhooks, keys }: Pick<Overview, 'sessions' | 'webhooks' | 'keys'>) {
  return (
    <Panel title="Health">
      <ul>
        <Line
          to="/sessions"
          name="Sessions"
          words={`${count(sessions.active)} active, ${count(sessions.awaiting_input)} wait for an answer`}
        />
        {webhooks !== null && (
          <Line
            to="/settings/webhooks"
            name="Webhooks"
            isBad={webhooks.disabled > 0 || webhooks.dead_24h > 0}
            words={`${count(webhooks.active)} active, ${count(webhooks.disabled)} off, ${count(webhooks.dead_24h)} deliveries given up today`}
          />
        )}
        {keys !== null && (
          <Line
            to="/settings/keys"
            name="Keys"
            isBad={keys.expiring_7d > 0}
            words={`${count(keys.active)} usable, ${count(keys.expiring_7d)} end within a week`}
          />
        )}
      </ul>
    </Panel>
  );
}

interface LineProps {
  readonly to: '/sessions' | '/settings/webhooks' | '/settings/keys';
  readonly name: string;
  readonly words: string;
  readonly isBad?: boolean;
}

function Line({ to, name, words, isBad = false }: LineProps) {
  return (
    <li className={rowClass}>
      <Link to={to} className={linkClass}>
        {name}
      </Link>
      <span className={isBad ? 'font-medium text-warning' : 'text-muted-foreground'}>
        {isBad ? 'Look here: ' : ''}
        {words}
      </span>
    </li>
  );
}
