import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleStop,
  Clock,
  LoaderCircle,
  Unplug,
  type LucideIcon,
} from 'lucide-react';
import { cx } from './cx.ts';

type Tone = 'good' | 'bad' | 'busy' | 'wait' | 'still';

const tones: Readonly<Record<Tone, string>> = {
  good: 'bg-success-muted text-success',
  bad: 'bg-destructive-muted text-destructive',
  busy: 'bg-info-muted text-info',
  wait: 'bg-warning-muted text-warning',
  still: 'bg-muted text-muted-foreground',
};

const looks: ReadonlyMap<string, readonly [Tone, LucideIcon]> = new Map<string, readonly [Tone, LucideIcon]>([
  ['active', ['good', CircleDot]],
  ['completed', ['good', CircleCheck]],
  ['approve', ['good', CircleCheck]],
  ['delivered', ['good', CircleCheck]],
  ['approved', ['good', CircleCheck]],
  ['running', ['busy', LoaderCircle]],
  ['in_progress', ['busy', LoaderCircle]],
  ['assigned', ['busy', CircleDot]],
  ['pending', ['wait', Clock]],
  ['retrying', ['wait', Clock]],
  ['review', ['wait', CirclePause]],
  ['revision_requested', ['wait', CirclePause]],
  ['queued', ['wait', Clock]],
  ['waiting', ['wait', CirclePause]],
  ['awaiting_input', ['wait', CirclePause]],
  ['paused', ['wait', CirclePause]],
  ['stale', ['wait', Clock]],
  ['expired', ['wait', Clock]],
  ['grace', ['wait', Clock]],
  ['cancelling', ['wait', CircleStop]],
  ['interrupted', ['wait', CircleStop]],
  ['cancelled', ['still', CircleStop]],
  ['revised', ['still', CircleStop]],
  ['archived', ['still', CircleDashed]],
  ['inactive', ['still', CircleDashed]],
  ['changed', ['wait', CircleAlert]],
  ['disconnected', ['bad', Unplug]],
  ['killed', ['bad', Ban]],
  ['ok', ['good', CircleCheck]],
  ['error', ['bad', CircleAlert]],
  ['failed', ['bad', CircleAlert]],
  ['dead', ['bad', CircleAlert]],
  ['rejected', ['bad', Ban]],
  ['timeout', ['bad', CircleAlert]],
  ['disabled', ['bad', Ban]],
  ['suspended', ['bad', Ban]],
  ['revoked', ['bad', Ban]],
]);

/** A state as an icon and a word, never as a colour alone. */
export function Status({ value }: { readonly value: string }) {
  const key = value.toLowerCase();
  const [tone, Icon] = looks.get(key) ?? ['still', CircleDashed];
  return (
    <span className={cx('inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap', tones[tone])}>
      <Icon size={14} aria-hidden className={key === 'running' ? 'animate-spin' : undefined} />
      {key.replaceAll('_', ' ')}
    </span>
  );
}

/** A short word in a box: a tool, a scope, an agent. */
export function Chip({ children }: { readonly children: string }) {
  return (
    <span className="inline-flex h-6 max-w-full items-center truncate rounded-md bg-secondary px-2 font-mono text-xs text-secondary-foreground">
      {children}
    </span>
  );
}
