import { Link } from '@tanstack/react-router';
import { GitCompareArrows } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useMay } from '../api/use-may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import type { Picked } from './use-picked.tsx';

const EndSessions = lazy(async () => ({ default: (await import('./end-sessions.tsx')).EndSessions }));

/** What can be done with the picked sessions; below the list, where it covers nothing that is read. */
export function PickedBar({ sessions, clear }: Picked) {
  const { takePart } = useMay();
  const [isEnding, setEnding] = useState(false);
  const [first, second] = sessions;
  if (first === undefined) return null;
  const going = sessions.filter(({ ended_at: at }) => at === null);
  return (
    <section
      aria-label="Picked sessions"
      className="sticky bottom-3 z-20 flex flex-wrap items-center gap-2 self-center rounded-lg border border-input bg-popover p-2 pl-4 text-popover-foreground shadow-lg"
    >
      <p role="status" className="font-medium">
        {sessions.length} picked
      </p>
      {second !== undefined && sessions.length === 2 ? (
        <Link to="/sessions/compare" search={{ from: first.id, to: second.id }} className={buttonClass()}>
          <GitCompareArrows size={16} aria-hidden />
          Compare
        </Link>
      ) : (
        <span className="px-2 text-xs text-muted-foreground">Pick two to compare them</span>
      )}
      {takePart && going.length > 0 && <Button onClick={() => setEnding(true)}>End {going.length}…</Button>}
      <Button look="quiet" onClick={clear}>
        Clear
      </Button>
      <Suspense>{isEnding && <EndSessions sessions={going} onDone={clear} onClose={() => setEnding(false)} />}</Suspense>
    </section>
  );
}
