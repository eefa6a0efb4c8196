import { CircleCheck, CloudOff, Pause, Radio, RefreshCw, type LucideIcon } from 'lucide-react';
import { useLiveState, type LiveState } from '../events/live-link.ts';
import { cx } from '../ui/cx.ts';
import { useOnline } from './use-online.ts';

const looks: Readonly<Record<Exclude<LiveState, 'idle'>, readonly [string, LucideIcon, string]>> = {
  live: ['Live', Radio, 'text-success'],
  reconnecting: ['Reconnecting', RefreshCw, 'text-warning'],
  offline: ['Offline', CloudOff, 'text-destructive'],
  paused: ['Paused', Pause, 'text-muted-foreground'],
  ended: ['Ended', CircleCheck, 'text-muted-foreground'],
};

/** Says whether the open page hears from the server; empty when the page follows nothing. */
export function LivePill() {
  const linkState = useLiveState();
  // A connection that nothing comes through any more is noticed late.
  const state = useOnline() ? linkState : 'offline';
  if (state === 'idle') return <span role="status" />;
  const [word, Icon, color] = looks[state];
  return (
    <span
      role="status"
      className={cx('inline-flex h-8 items-center gap-1.5 rounded-full border border-border px-2.5 text-xs font-medium', color)}
    >
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
