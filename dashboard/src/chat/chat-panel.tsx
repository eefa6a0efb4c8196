import { CodeXml, SquarePen } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Example } from '../agents/example.ts';
import type { Agent } from '@forgeyard/sdk';
import { useTail } from '../events/use-tail.ts';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { NewBelow } from '../ui/new-below.tsx';
import { Composer } from './composer.tsx';
import { TurnView } from './turn-view.tsx';
import type { Turn } from './turn.ts';
import { useChat, type Chat } from './use-chat.ts';

interface ChatPanelProps {
  readonly agent: Agent;
  readonly example: Example | null;
  readonly sessionId: string | null;
  readonly onSession: (id: string | null) => void;
  readonly onDeveloper: () => void;
  readonly className: string;
}

/** A chat with an agent: the conversation, and the box to write in. */
export function ChatPanel({ agent, example, sessionId, onSession, onDeveloper, className }: ChatPanelProps) {
  const chat = useChat({ agent, sessionId, onSession });
  return (
    <section aria-label="Chat" className={cx('min-h-0 flex-col', className)}>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-border px-4">
        <h2 className="mr-auto font-medium">Chat</h2>
        <IconButton label="New chat" onClick={chat.restart} disabled={chat.turns.length === 0 || chat.isBusy}>
          <SquarePen size={16} aria-hidden />
        </IconButton>
        <IconButton label="API: call this agent from code" onClick={onDeveloper}>
          <CodeXml size={17} aria-hidden />
        </IconButton>
      </header>
      <Conversation chat={chat} agent={agent} />
      <Composer example={example} isBusy={chat.isBusy} onSend={chat.send} onStop={chat.stop} />
    </section>
  );
}

function Conversation({ chat, agent }: { readonly chat: Chat; readonly agent: Agent }) {
  const { turns } = chat;
  const items = turns.reduce((sum, turn) => sum + 1 + turn.parts.length, 0);
  const tail = useTail(items, turns);
  const { send } = chat;
  const sendRef = useRef(send);
  useEffect(() => {
    sendRef.current = send;
  });
  const [retry] = useState(() => (turn: Turn) => sendRef.current(turn.input, turn.data));
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={tail.ref}
        onScroll={tail.onScroll}
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
        className="h-full overflow-y-auto p-4 -outline-offset-2!"
      >
        {chat.loadError !== null && <ErrorPanel title="The earlier messages could not be loaded" error={chat.loadError} />}
        {turns.length === 0 && (
          <p className="mx-auto mt-10 max-w-sm text-center text-muted-foreground">
            Messages to {agent.display_name} run the saved version {agent.version}. Nothing has been sent yet.
          </p>
        )}
        <div className="flex flex-col gap-6">
          {turns.map((turn, place) => (
            <TurnView key={place} turn={turn} onRetry={chat.isBusy ? undefined : retry} />
          ))}
        </div>
      </div>
      <NewBelow count={tail.unseen} onClick={tail.toEnd} />
      <p role="status" className="sr-only">
        {chat.isBusy ? '' : said(turns.at(-1)?.status)}
      </p>
    </div>
  );
}

function said(status: string | undefined): string {
  if (status === undefined) return '';
  return status === 'completed' ? 'Answer finished' : `The run ended: ${status}`;
}
