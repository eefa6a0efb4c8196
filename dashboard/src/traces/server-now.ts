import { useQuery } from '@tanstack/react-query';
import { useTick } from '../ui/now.tsx';

/** The time by the server's clock, renewed every `everyMs` while `isOn`; this machine's clock may be wrong. */
export function useServerNow(everyMs: number, isOn: boolean): number {
  const offsetMs =
    useQuery({ queryKey: ['server-clock'], staleTime: Number.POSITIVE_INFINITY, queryFn: readOffset, enabled: isOn }).data ?? 0;
  return useTick(everyMs, isOn) + offsetMs;
}

/** How far the server's clock is ahead; its header tells whole seconds, so less than one counts as none. */
async function readOffset(): Promise<number> {
  const sentMs = Date.now();
  const response = await fetch('/healthz', { method: 'HEAD', cache: 'no-store' });
  const serverMs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(serverMs)) return 0;
  const offsetMs = serverMs + 500 - (sentMs + Date.now()) / 2;
  return Math.abs(offsetMs) < 1_000 ? 0 : offsetMs;
}
