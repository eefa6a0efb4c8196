import { connect, type Socket } from 'node:net';

/** What one request of the load generator sends and how its answer is judged. */
export interface Call {
  /** The whole HTTP/1.1 request, ready to write; asked anew for every request. */
  request(): Buffer;
  /** The answer counts as a success when its status is `status` and its body contains this text. */
  readonly expect: string;
  readonly status: number;
  /** First bytes of a token event; `null` when the answer is one JSON body. */
  readonly token: string | null;
}

export interface Exchange {
  readonly ok: boolean;
  readonly status: number;
  readonly latencyMs: number;
  readonly firstTokenMs: number | null;
  readonly body: Buffer;
}

/** One keep-alive connection that carries one request at a time. */
export interface Connection {
  send(call: Call): Promise<Exchange>;
  close(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const ANSWER_MS_MAX = 60_000;

interface Framing {
  readonly status: number;
  readonly chunked: boolean;
  readonly length: number;
  readonly closes: boolean;
}

function readHead(head: string): Framing {
  const lower = head.toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(lower)?.[1];
  return {
    status: Number(head.slice(9, 12)),
    chunked: lower.includes('\r\ntransfer-encoding: chunked'),
    length: length === undefined ? 0 : Number(length),
    closes: lower.includes('\r\nconnection: close'),
  };
}

/** Cuts chunked framing; `done` once the closing chunk arrived. Rest bytes of an unfinished size line are kept for the next call. */
function dechunker(): { push(data: Buffer, out: Buffer[]): boolean } {
  let left = 0;
  let line = '';
  let skip = 0;
  let last = false;
  return {
    push(data, out) {
      let at = 0;
      while (at < data.length) {
        if (left > 0) {
          const take = Math.min(left, data.length - at);
          out.push(data.subarray(at, at + take));
          left -= take;
          at += take;
          if (left === 0) skip = 2;
        } else if (skip > 0) {
          skip -= 1;
          at += 1;
          if (skip === 0 && last) return true;
        } else {
          const end = data.indexOf(10, at);
          if (end === -1) {
            line += data.toString('latin1', at);
            return false;
          }
          left = Number.parseInt(line + data.toString('latin1', at, end), 16);
          line = '';
          at = end + 1;
          if (left === 0) {
            last = true;
            skip = 2;
          }
        }
      }
      return false;
    },
  };
}

interface Pending {
  readonly call: Call;
  readonly startedAt: number;
  readonly settle: (exchange: Exchange) => void;
  readonly timer: NodeJS.Timeout;
  readonly parts: Buffer[];
  readonly cut: ReturnType<typeof dechunker>;
  head: Buffer | null;
  framing: Framing | null;
  bytes: number;
  seen: number;
  firstTokenMs: number | null;
}

function finish(pending: Pending, failed: boolean): void {
  clearTimeout(pending.timer);
  const body = Buffer.concat(pending.parts);
  const status = pending.framing?.status ?? 0;
  const ok = !failed && status === pending.call.status && body.includes(pending.call.expect);
  pending.settle({ ok, status, latencyMs: performance.now() - pending.startedAt, firstTokenMs: pending.firstTokenMs, body });
}

function noteFirstToken(pending: Pending): void {
  if (pending.call.token === null || pending.firstTokenMs !== null || pending.parts.length === pending.seen) return;
  pending.seen = pending.parts.length;
  if (Buffer.concat(pending.parts).includes(pending.call.token)) pending.firstTokenMs = performance.now() - pending.startedAt;
}

/** Takes what arrived; true when the answer is complete. */
function accept(pending: Pending, arrived: Buffer): boolean {
  let data = arrived;
  if (pending.framing === null) {
    data = pending.head === null ? data : Buffer.concat([pending.head, data]);
    const end = data.indexOf(HEAD_END);
    if (end === -1) {
      pending.head = data;
      return false;
    }
    pending.framing = readHead(data.toString('latin1', 0, end + 2));
    data = data.subarray(end + 4);
  }
  const before = pending.parts.length;
  let done: boolean;
  if (pending.framing.chunked) done = pending.cut.push(data, pending.parts);
  else {
    pending.parts.push(data);
    pending.bytes += data.length;
    done = pending.bytes >= pending.framing.length;
  }
  if (pending.parts.length > before) noteFirstToken(pending);
  return done;
}

/**
 * A light HTTP/1.1 client: keep-alive, content-length and chunked answers, no redirects, no compression.
 * A lost connection or an answer later than 60 s settles as a failure and the next request reconnects.
 */
export function openConnection(port: number): Connection {
  let socket: Socket | null = null;
  let pending: Pending | null = null;

  const settle = (failed: boolean): void => {
    const done = pending;
    pending = null;
    if (done === null) return;
    if (failed || done.framing?.closes === true) drop();
    finish(done, failed);
  };
  const drop = (): void => {
    socket?.destroy();
    socket = null;
  };
  const dial = (): Socket => {
    const fresh = connect({ port, host: '127.0.0.1', noDelay: true });
    fresh.on('data', (data: Buffer) => {
      if (pending !== null && accept(pending, data)) settle(false);
    });
    const lost = (): void => {
      if (socket !== fresh) return;
      socket = null;
      settle(true);
    };
    fresh.on('error', lost);
    fresh.on('close', lost);
    return fresh;
  };

  return {
    send(call) {
      const bytes = call.request();
      return new Promise((resolve) => {
        socket ??= dial();
        pending = {
          call,
          startedAt: performance.now(),
          settle: resolve,
          timer: setTimeout(() => settle(true), ANSWER_MS_MAX),
          parts: [],
          cut: dechunker(),
          head: null,
          framing: null,
          bytes: 0,
          seen: 0,
          firstTokenMs: null,
        };
        socket.write(bytes);
      });
    },
    close: drop,
  };
}

/** Builds the bytes of one request once, so that the generator spends its time on waiting. */
export function requestBytes(options: {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}): Buffer {
  const body = options.body ?? '';
  const lines = [`${options.method} ${options.path} HTTP/1.1`, 'host: 127.0.0.1'];
  for (const [name, value] of Object.entries(options.headers ?? {})) lines.push(`${name}: ${value}`);
  if (options.method === 'POST') lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
