import type { Outbound } from '../kernel/outbound.ts';

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

/** Asks a provider within the outbound policy: no redirects, at most 512 KiB, at most 8 seconds. @throws when it cannot be reached */
export async function ask(outbound: Pick<Outbound, 'dispatcher' | 'checkUrl'>, url: string, asked: Asked = {}): Promise<Told> {
  const problem = outbound.checkUrl(url);
  if (problem !== null) throw new Error(`provider address: ${problem}`);
  const { request } = await import('undici');
  const { statusCode, body } = await request(url, {
    dispatcher: outbound.dispatcher,
    method: asked.method ?? 'GET',
    headers: { accept: 'application/json', ...asked.headers },
    ...(asked.body === undefined ? {} : { body: asked.body }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    const buffer = Buffer.from(piece);
    bytes += buffer.length;
    if (bytes > bytesMax) throw new Error('provider answer is too large');
    pieces.push(buffer);
  }
  return { status: statusCode, text: Buffer.concat(pieces).toString('utf8') };
}

/** Asks for a JSON object. @throws when the answer is another one */
export async function askJson(
  outbound: Pick<Outbound, 'dispatcher' | 'checkUrl'>,
  url: string,
  asked: Asked = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await ask(outbound, url, asked);
  if (status !== 200) throw new Error(`provider answered ${status}`);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('provider answered no JSON object');
  return Object.fromEntries(Object.entries(value));
}
