import { send } from './requests.ts';
import type { Reply } from './world.ts';

/** A browser that keeps cookies and the CSRF token over several requests, as sign-ins of several steps need. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  /** Sends JSON with the cookies, and with the CSRF token once there is one. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** The Cookie header as it is now. */
  cookie(): string;
}

/** A browser that never was here before. */
export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  let csrf = '';
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookies,
    cookie,
    call: async (method, path, body, headers = {}) => {
      const reply = await send(url, method, path, {
        headers: {
          ...(cookies.size === 0 ? {} : { cookie: cookie() }),
          ...(csrf === '' ? {} : { 'x-csrf-token': csrf }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      keepCookies(cookies, reply.headers);
      csrf = reply.body?.csrf_token ?? csrf;
      return reply;
    },
  };
}

/** Keeps what an answer sets, and forgets what it takes back. */
export function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    if (attributes.some((one) => one.trim().toLowerCase() === 'max-age=0')) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
