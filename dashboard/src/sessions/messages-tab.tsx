import type { RunEvent, SessionDetail } from '@forgeyard/sdk';
import { lazy, Suspense, useMemo } from 'react';
import { useMay } from '../api/use-may.ts';
import { applyEvents } from '../chat/apply-events.ts';
import { TurnView } from '../chat/turn-view.tsx';
import type { Log } from '../events/log.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { MessageList } from './message-list.tsx';
import { SessionComposer } from './session-composer.tsx';
import { isForeign } from './source.ts';

const OpenQuestion = lazy(async () => ({ default: (await import('./open-question.tsx')).OpenQuestion }));

interface MessagesTabProps {
  readonly session: SessionDetail;
  readonly log: Log;
}

/** The conversation, and the field in which a person goes on with it; an open question is answered here. */
export function MessagesTab({ session, log }: MessagesTabProps) {
  const { takePart } = useMay();
  const open = session.open_interaction;
  const canDecide = takePart && !session.is_shared;
  // Who may write by a share alone cannot open the question: what they write here is its answer.
  const isAnsweredHere = open !== null && open.kind === 'question' && !canDecide;
  const canWrite = session.access_level === 'WRITE' && session.status !== 'DELETED';
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6">
      {isForeign(session) ? <MessageList session={session} /> : <Turns events={log.events} />}
      {open !== null && canDecide && (
        <Suspense fallback={<SkeletonRows label="the question" rows={1} />}>
          <OpenQuestion key={open.id} id={open.id} />
        </Suspense>
      )}
      {canWrite && (open === null || open.kind === 'review' || isAnsweredHere) && (
        <SessionComposer session={session} question={isAnsweredHere ? open.question : null} />
      )}
      {canWrite && open?.kind === 'approval' && !canDecide && (
        <p className="text-muted-foreground">The agent waits for a consent that only members of its organization can give.</p>
      )}
      {!canWrite && <p className="text-muted-foreground">You may read this session, and not write into it.</p>}
    </div>
  );
}

function Turns({ events }: { readonly events: readonly RunEvent[] }) {
  const turns = useMemo(() => applyEvents([], events), [events]);
  if (turns.length === 0) return <p className="text-muted-foreground">No messages yet.</p>;
  return turns.map((turn) => <TurnView key={turn.runId} turn={turn} />);
}
