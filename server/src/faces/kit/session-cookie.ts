import type {} from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { lifeMsMax } from '../../domain/people/index.ts';
import type { BrowserFacts, SignedIn, Step } from '../../domain/people/index.ts';
import type { FaceParts } from './parts.ts';
import type { Wire } from './route.ts';

function set(reply: FastifyReply, { cookie }: FaceParts, value: string, maxAgeS: number): void {
  void reply.setCookie(cookie.name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: cookie.isSecure, maxAge: maxAgeS });
}

/** Gives the browser its session. */
export function setSession(reply: FastifyReply, parts: FaceParts, { login }: SignedIn): void {
  set(reply, parts, login.token.reveal(), Math.floor(lifeMsMax / 1000));
}

/** Makes the browser forget its session; the server has ended it. */
export function clearSession(reply: FastifyReply, parts: FaceParts): void {
  set(reply, parts, '', 0);
}

/** Gives the browser the cookies by which its next step is known. */
export function relayStep<Value>(reply: FastifyReply, { value, cookies }: Step<Value>): Value {
  for (const line of cookies) void reply.header('set-cookie', line);
  return value;
}

/** What a browser brings along for a sign-in of several steps. */
export function browserOf(wire: Pick<Wire<unknown, unknown, unknown>, 'header'>): BrowserFacts {
  return { cookies: wire.header('cookie') ?? '', host: wire.header('host') ?? '' };
}
