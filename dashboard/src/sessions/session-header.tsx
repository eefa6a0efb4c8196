import type { SessionDetail } from '@forgeyard/sdk';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Ellipsis, Pause, Play, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { useLetters } from '../shell/use-letters.ts';
import { Button, buttonClass, IconButton } from '../ui/button.tsx';
import { useCopier } from '../ui/copy-button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SessionFacts } from './session-facts.tsx';
import type { SessionDialog } from './session-dialogs.tsx';
import { isForeign, nameOf } from './source.ts';
import { useNeighbours } from './use-neighbours.ts';

const SessionMenu = lazy(async () => ({ default: (await import('./session-menu.tsx')).SessionMenu }));
const SessionDialogs = lazy(async () => ({ default: (await import('./session-dialogs.tsx')).SessionDialogs }));

interface SessionHeaderProps {
  readonly session: SessionDetail;
  readonly isPaused: boolean;
  readonly onPaused: (isPaused: boolean) => void;
}

/** What a session is, in one look, and what can be done with it. */
export function SessionHeader({ session, isPaused, onPaused }: SessionHeaderProps) {
  const [dialog, setDialog] = useState<SessionDialog | null>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { takePart } = useMay();
  const canChange = takePart && session.access_level === 'WRITE';
  const [copied, copy] = useCopier();
  const replay = useReplay(session);
  const mayReplay = !isForeign(session) && !session.is_shared && takePart && session.runs_count > 0;
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{nameOf(session)}</h1>
        <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
          <span role="status" className="text-xs text-success empty:sr-only">
            {copied === 'copied' ? 'Copied' : copied === 'failed' ? 'Copying failed' : ''}
          </span>
          <Neighbours id={session.id} />
          <Ways {...{ session, isPaused, onPaused, takePart }} onShare={() => setDialog('share')} />
          <IconButton
            label="Actions for the session"
            look="plain"
            aria-haspopup="menu"
            onPointerEnter={() => void import('./session-menu.tsx')}
            onClick={(event) => setAnchor(event.currentTarget)}
          >
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        </div>
      </div>
      {replay.isError && <ErrorPanel title="It was not run again" error={replay.error} />}
      <SessionFacts session={session} />
      <Suspense>
        {anchor !== null && (
          <SessionMenu
            {...{ session, canChange, anchor }}
            onDialog={setDialog}
            onCopy={copy}
            onReplay={mayReplay ? () => !replay.isPending && replay.mutate() : undefined}
            onClose={() => setAnchor(null)}
          />
        )}
        {dialog !== null && <SessionDialogs session={session} dialog={dialog} onClose={() => setDialog(null)} />}
      </Suspense>
    </header>
  );
}

interface WaysProps extends SessionHeaderProps {
  readonly takePart: boolean;
  readonly onShare: () => void;
}

/** What is done most with a session, as buttons. */
function Ways({ session, isPaused, onPaused, takePart, onShare }: WaysProps) {
  const PauseIcon = isPaused ? Play : Pause;
  return (
    <>
      {session.ended_at === null && (
        <Button onClick={() => onPaused(!isPaused)}>
          <PauseIcon size={16} aria-hidden />
          <span className="max-sm:sr-only">{isPaused ? 'Follow' : 'Pause view'}</span>
        </Button>
      )}
      {session.is_owner && (
        <Button onClick={() => onShare()}>
          <Users size={16} aria-hidden />
          <span className="max-sm:sr-only">Share</span>
        </Button>
      )}
      {!isForeign(session) && takePart && (
        <Link to="/agents/$slug" params={{ slug: session.agent.slug }} search={{ session: session.id }} className={buttonClass('plain')}>
          Go on in the chat
        </Link>
      )}
    </>
  );
}

/** Starts the session's last work once more, in a session of its own, and goes there. */
function useReplay({ id }: SessionDetail) {
  const forge = useForge();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const [last] = (await forge.runs.list({ session: id, limit: 1 })).data;
      if (last === undefined) throw new Error('Nothing ran in this session yet.');
      return forge.runs.replay(last.id);
    },
    onSuccess: (run) => navigate({ to: '/sessions/$id', params: { id: run.session_id } }),
  });
}

/** The ways to the sessions above and below in the list that one came from. */
function Neighbours({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  const { previous, next } = useNeighbours(id);
  const go = (to: string | undefined) => {
    if (to === undefined) return false;
    void navigate({ to: '/sessions/$id', params: { id: to } });
    return true;
  };
  useLetters({ n: () => go(next), p: () => go(previous) });
  if (previous === undefined && next === undefined) return null;
  return (
    <span className="flex">
      <IconButton label="Previous session of the list" aria-disabled={previous === undefined} onClick={() => go(previous)}>
        <ChevronUp size={18} aria-hidden />
      </IconButton>
      <IconButton label="Next session of the list" aria-disabled={next === undefined} onClick={() => go(next)}>
        <ChevronDown size={18} aria-hidden />
      </IconButton>
    </span>
  );
}
