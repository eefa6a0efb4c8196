import type { GuardedFetch } from '../kernel/guarded-fetch.ts';

const bytesMax = 512 * 1024;
const timeoutMs = 8_000;

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Told {
  readonly status: number;
  readonly text: string;
}

/** Asks a provider within the outbound policy: at most 512 KiB, at most 8 seconds. @throws when it cannot be reached */
export async function ask(guardedFetch: GuardedFetch, url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Told> {
  const answer = await guardedFetch({
    url,
    method,
    headers: { accept: 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
    timeoutMs,
    bytesMax,
    whenTooLong: 'fail',
  });
  return { status: answer.status, text: answer.body.toString('utf8') };
}

/** Asks for a JSON object. @throws when the answer is another one */
export async function askJson(guardedFetch: GuardedFetch, url: string, asked: Asked = {}): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await ask(guardedFetch, url, asked);
  if (status !== 200) throw new Error(`provider answered ${status}`);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('provider answered no JSON object');
  return Object.fromEntries(Object.entries(value));
}
