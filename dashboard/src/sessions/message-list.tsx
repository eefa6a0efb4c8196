import type { Message, SessionDetail } from '@forgeyard/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowDown, Bot, CircleHelp, User } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Answer } from '../chat/answer.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { messagesQuery } from './session-queries.ts';
import { useWindowTail } from './use-window-tail.ts';

/** What was said in the session of an agent that runs elsewhere: the agent on the left, people on the right. */
export function MessageList({ session }: { readonly session: SessionDetail }) {
  const list = useInfiniteQuery(messagesQuery(useForge(), session.id));
  if (list.isPending) return <SkeletonRows label="messages" />;
  if (list.isError && list.data === undefined)
    return <ErrorPanel title="The messages could not be loaded" error={list.error} onRetry={() => void list.refetch()} />;
  const messages = list.data.pages.toReversed().flatMap(({ data }) => data);
  if (messages.length === 0) return <NoMessages session={session} />;
  return (
    <div className="flex flex-col gap-4">
      {list.hasNextPage && (
        <Button className="self-center" aria-disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load older messages
        </Button>
      )}
      <Conversation session={session} messages={messages} newest={list.data.pages[0]?.data.length ?? 0} />
    </div>
  );
}

function NoMessages({ session }: { readonly session: SessionDetail }) {
  return (
    <p className="rounded-lg border border-dashed border-input p-6 text-muted-foreground">
      {session.spans_count > 0
        ? 'Its agent sends measurements and says nothing: what it did is under Trace.'
        : 'Nothing was said yet. What the agent says appears here as it comes.'}
    </p>
  );
}

interface ConversationProps {
  readonly session: SessionDetail;
  readonly messages: readonly Message[];
  /** How many are on the newest page: older ones that are loaded above are no news. */
  readonly newest: number;
}

function Conversation({ session, messages, newest }: ConversationProps) {
  const tail = useWindowTail(newest, session.ended_at === null);
  return (
    <div role="log" aria-live="off" aria-label="Messages">
      <ol className="flex flex-col gap-4">
        {messages.map((message) => (
          <MessageItem
            key={message.id}
            message={message}
            agent={session.agent.display_name}
            isOpen={session.open_interaction?.id === message.interaction_id}
          />
        ))}
      </ol>
      <div className="sticky bottom-16 z-20 flex h-0 justify-center">
        {tail.unseen > 0 && (
          <Button look="primary" className="-translate-y-full shadow-md" onClick={tail.toEnd}>
            <ArrowDown size={16} aria-hidden />
            {tail.unseen} new
          </Button>
        )}
      </div>
    </div>
  );
}

interface MessageItemProps {
  readonly message: Message;
  readonly agent: string;
  /** It is the question that waits for its answer. */
  readonly isOpen: boolean;
}

function MessageItem({ message, agent, isOpen }: MessageItemProps) {
  const isUser = message.sender === 'user';
  const isQuestion = message.kind === 'question';
  const Icon = isUser ? User : isQuestion ? CircleHelp : Bot;
  return (
    <li className={cx('flex min-w-0 flex-col gap-1', isUser && 'ml-auto max-w-[85%] items-end')}>
      <p className="flex items-center gap-1.5 text-xs text-muted-foreground">
        <Icon size={14} aria-hidden />
        <span className="font-medium">{isUser ? (message.sender_user?.name ?? 'A program') : agent}</span>
        {isQuestion && <span className={isOpen ? 'font-medium text-warning' : ''}>{isOpen ? 'asks and waits' : 'asked'}</span>}
        {message.kind === 'answer' && <span>answered</span>}
        <Moment at={message.created_at} />
      </p>
      <div
        className={cx(
          'max-w-full min-w-0',
          isUser && 'rounded-xl bg-secondary px-4 py-2.5 text-secondary-foreground',
          isQuestion && 'rounded-lg border border-warning/60 bg-warning-muted px-4 py-2.5',
        )}
      >
        {isUser ? (
          <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
            {message.content}
          </p>
        ) : (
          <Answer text={message.content} />
        )}
      </div>
    </li>
  );
}
