import type { Session } from '@forgeyard/sdk';
import { Unplug } from 'lucide-react';
import { ago } from '../format/time.ts';
import { useNow } from '../ui/now.tsx';
import { Status } from '../ui/status.tsx';

/** The state of a session; one that waits although its agent has fallen silent says both. */
export function SessionStatus({ session }: { readonly session: Pick<Session, 'status' | 'liveness' | 'heartbeat_at'> }) {
  const now = useNow();
  const { status, liveness, heartbeat_at: at } = session;
  const isSilent = liveness === 'stale' || liveness === 'disconnected';
  return (
    <span
      className="inline-flex max-w-full flex-wrap items-center gap-x-2"
      title={at === null ? undefined : `Last sign of life ${ago(at, now)}`}
    >
      <Status value={status} />
      {isSilent && status.toLowerCase() !== liveness && (
        <span className="inline-flex items-center gap-1 text-xs text-muted-foreground">
          <Unplug size={14} aria-hidden className="sm:hidden" />
          <span className="max-sm:sr-only">{liveness}</span>
        </span>
      )}
    </span>
  );
}
