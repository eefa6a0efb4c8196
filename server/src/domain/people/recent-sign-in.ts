import type { PersonCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';

const recentMs = 15 * 60_000;

/**
 * Keeps changes that hand over an organisation or an account from a browser that somebody left open: it must have signed in within the last 15
 * minutes.
 * @throws Refusal `forbidden` recent_sign_in.needed
 */
export function requireRecentSignIn({ signedInAt }: PersonCaller, nowMs: number): void {
  if (nowMs - signedInAt <= recentMs) return;
  const text = 'This needs a sign-in of the last 15 minutes. Sign out, sign in again, and repeat it.';
  throw new Refusal('forbidden', 'recent_sign_in.needed', text);
}
