import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../../kernel/refusal.ts';

const windowS = 60;

/** Counts one request of an address. @throws Refusal `limited` directory.limited */
export type DirectoryLimit = (ip: string) => Promise<void>;

/**
 * Requests of strangers to the directory in any minute, by IPv4 address or IPv6 /64; each process counts for itself.
 * @param perMinute read at the first request
 */
export function createDirectoryLimit(perMinute: () => number): DirectoryLimit {
  let limiter: RateLimiterMemory | undefined;
  return async (ip) => {
    limiter ??= new RateLimiterMemory({ points: perMinute(), duration: windowS });
    try {
      await limiter.consume(networkOf(ip));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterS = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new Refusal('limited', 'directory.limited', `At most ${limiter.points} requests a minute.`, { retryAfterS });
    }
  };
}

/** What one household or server usually owns: an IPv4 address (also when it is written as IPv6), or the first half of an IPv6 address. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail] = ip.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
