import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole message with its headers, as it was sent. */
  readonly raw: string;
  /** The text after the headers, decoded. */
  readonly text: string;
  readonly subject: string;
}

export interface MailBox {
  readonly url: string;
  readonly received: Received[];
  /** Resolves with the next message, or with one that came already and was not taken yet. */
  next(): Promise<Received>;
  close(): Promise<void>;
}

export interface MailBoxOptions {
  /** Asks for this user and password. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** Answers every recipient with this code. */
  readonly refuseCode?: number;
}

/** A real mail server on this machine that keeps what it is given. */
export async function mailBox({ login, refuseCode }: MailBoxOptions = {}): Promise<MailBox> {
  const received: Received[] = [];
  const waiting: ((mail: Received) => void)[] = [];
  let taken = 0;
  const server = new SMTPServer({
    disabledCommands: login === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.username === login?.user && auth.password === login?.pass
        ? done(null, { user: auth.username })
        : done(new Error('wrong password')),
    onRcptTo: (_address, _session, done) =>
      refuseCode === undefined
        ? done()
        : done(Object.assign(new Error('mailbox of secret@example.test is full'), { responseCode: refuseCode })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map((one) => one.address);
        const mail = toReceived(mailFrom === false ? '' : mailFrom.address, to, Buffer.concat(chunks).toString('utf8'));
        received.push(mail);
        if (waiting.length > 0) taken += 1;
        waiting.shift()?.(mail);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${portOf(server.server.address())}`,
    received,
    next: () => {
      const mail = received[taken];
      if (mail === undefined) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve(mail);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A port that takes connections and never says a word. */
export async function silentServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${portOf(server.address())}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

function toReceived(from: string, to: readonly string[], raw: string): Received {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
  const encoded = body.join('\r\n\r\n');
  return { from, to, raw, subject: decodeWords(header('subject')), text: decode(header('content-transfer-encoding'), encoded) };
}

function decode(encoding: string, text: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text.replaceAll('\r\n', '\n');
  return decodeQuoted(text.replace(/=\r\n/g, '')).replaceAll('\r\n', '\n');
}

function decodeQuoted(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

/** Encoded words of a header (RFC 2047). */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : decodeQuoted(word.replaceAll('_', ' ')),
    );
}
