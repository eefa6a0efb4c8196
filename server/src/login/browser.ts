import { createHmac } from 'node:crypto';
import { cookiePrefix } from './auth.ts';

const own = new RegExp(`^(?:__Secure-)?${cookiePrefix}\\.`);
/** The library's own sessions never leave this server. */
const sessionCookie = /^(?:__Secure-)?[^=]*\.(?:session_token|session_data|dont_remember|account_data)=/;

/** How long the library waits for a second factor. */
const challengeAgeS = 600;

/** Of a browser's cookies, those of steps that it has begun here. */
export function stepCookies(header: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => own.test(pair) && !sessionCookie.test(pair));
}

/** The cookie by which the library knows the one session that it is shown; made for one call. */
export function shownSession(name: string, secret: string): string {
  const signature = createHmac('sha256', secret).update('own').digest('base64');
  return `${name}=${encodeURIComponent(`own.${signature}`)}`;
}

/** Lines of `Set-Cookie` that the browser gets: those of unfinished steps. */
export function relayedCookies(headers: Headers): string[] {
  return headers.getSetCookie().filter((line) => own.test(line) && !sessionCookie.test(line));
}

const carried = new RegExp(`^(?:__Secure-)?${cookiePrefix}\\.invitation=([\\w-]{20,200})$`);

/**
 * A line of `Set-Cookie` with which the browser keeps an invitation as long and as safely as the challenge beside it, or forgets an earlier one. It
 * proves nothing by itself: accepting it checks that it is for this person.
 */
export function carryInvitation(beside: readonly string[], invitation: string | undefined): string {
  const isSecure = beside.some((line) => line.startsWith('__Secure-'));
  const name = `${isSecure ? '__Secure-' : ''}${cookiePrefix}.invitation`;
  const age = invitation === undefined ? 0 : challengeAgeS;
  return `${name}=${encodeURIComponent(invitation ?? '')}; Max-Age=${age}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

/** The invitation that a browser brought to the step before, if any. */
export function carriedInvitation(header: string): string | undefined {
  return stepCookies(header)
    .map((pair) => carried.exec(pair)?.[1])
    .find((token) => token !== undefined);
}
