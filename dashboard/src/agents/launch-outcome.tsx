import type { Launch, RunEvent } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import { useLog } from '../events/use-log.ts';
import { Button, buttonClass } from '../ui/button.tsx';

interface LaunchOutcomeProps {
  readonly launch: Launch;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** What became of a launch, and the way to its session; one that is under way is followed in the session's log. */
export function LaunchOutcome({ launch, onAgain, onClose }: LaunchOutcomeProps) {
  const log = useLog({ of: 'session', id: launch.session_id, isPaused: false });
  const { state, error } = launch.state === 'pending' ? stateIn(log.events, launch) : launch;
  return (
    <div className="flex flex-col gap-5">
      <div role="status" className="flex gap-3">
        {state === 'sent' && <CircleCheck size={20} className="mt-0.5 shrink-0 text-success" aria-hidden />}
        {state === 'pending' && <LoaderCircle size={20} className="mt-0.5 shrink-0 animate-spin text-info" aria-hidden />}
        {state === 'failed' && <CircleAlert size={20} className="mt-0.5 shrink-0 text-destructive" aria-hidden />}
        <div className="min-w-0 wrap-anywhere">
          <p className="font-medium">{titles[state]}</p>
          <p className="text-muted-foreground">{error ?? (state === 'pending' ? 'The webhook has not answered yet.' : leads[state])}</p>
        </div>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        {state === 'failed' ? <Button onClick={onAgain}>Back</Button> : <Button onClick={onClose}>Close</Button>}
        <Link to="/sessions/$id" params={{ id: launch.session_id }} className={buttonClass('primary')}>
          Open the session
        </Link>
      </div>
    </div>
  );
}

const titles: Readonly<Record<Launch['state'], string>> = { pending: 'Under way', sent: 'Launched', failed: 'The launch has failed' };
const leads = { sent: 'The webhook took the request. The agent reports in to its session.', failed: '' } as const;

function stateIn(events: readonly RunEvent[], launch: Launch): Pick<Launch, 'state' | 'error'> {
  for (const { type, payload } of events) {
    if (type === 'launch.succeeded') return { state: 'sent', error: null };
    if (type === 'launch.failed') return { state: 'failed', error: typeof payload['message'] === 'string' ? payload['message'] : null };
  }
  return launch;
}
