import type { InteractionDetail } from '@forgeyard/sdk';
import { Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { useTick } from '../ui/now.tsx';
import { decisionWords } from './question-words.ts';
import { undoMs, type Outgoing } from './outbox.ts';

interface WaitingAnswerProps {
  readonly question: InteractionDetail;
  readonly outgoing: Outgoing;
  readonly onUndo: () => void;
}

/** An answer that can still be taken back for some seconds, or is being sent. */
export function WaitingAnswer({ question, outgoing, onUndo }: WaitingAnswerProps) {
  const undo = useRef<HTMLButtonElement | null>(null);
  const now = useTick(500, outgoing.state === 'waits');
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) undo.current?.focus();
  }, []);
  const words = decisionWords(question.kind, outgoing.resolution.decision).doing;
  const leftMs = outgoing.state === 'waits' ? Math.max(0, outgoing.untilMs - now) : 0;
  return (
    <div className="relative overflow-hidden rounded-md border border-border bg-card">
      <span
        aria-hidden
        className="absolute inset-y-0 left-0 bg-info-muted transition-[width] duration-500"
        style={{ width: `${(leftMs / undoMs) * 100}%` }}
      />
      <div className="relative flex min-h-13 items-center gap-3 px-3 py-1">
        <span role="status" className="min-w-0 flex-1 font-medium wrap-anywhere">
          {words}
          {outgoing.resolution.message !== undefined && <span className="font-normal"> “{outgoing.resolution.message.slice(0, 80)}”</span>}…
        </span>
        {outgoing.state === 'waits' && (
          <Button ref={undo} className="h-11" aria-keyshortcuts="u" onClick={onUndo}>
            <Undo2 size={18} aria-hidden />
            Undo
          </Button>
        )}
      </div>
    </div>
  );
}
