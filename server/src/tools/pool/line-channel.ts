import type { Socket } from 'node:net';

const newline = 0x0a;

/**
 * Messages as lines of JSON over a pipe, in order, of any size. JSON text holds no raw line feed, so a line ends where a message does.
 * Node's own channel between processes does the same at several times the cost per message.
 */
export class LineChannel {
  readonly #pipe: Socket;
  readonly #onMessage: (message: unknown) => void;
  /** The beginning of a message whose end has not arrived. */
  #begun: Buffer[] = [];

  constructor(pipe: Socket, onMessage: (message: unknown) => void) {
    this.#pipe = pipe;
    this.#onMessage = onMessage;
    pipe.on('data', (chunk: Buffer) => this.#take(chunk));
    // The other end is gone: its process is watched, and says more than the pipe does.
    pipe.on('error', () => undefined);
  }

  /** A message to an end that is gone is lost. */
  send(message: object): void {
    this.#pipe.write(`${JSON.stringify(message)}\n`);
  }

  #take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const line = this.#lineOf(chunk.subarray(start, end));
      start = end + 1;
      this.#onMessage(JSON.parse(line));
    }
    if (start < chunk.length) this.#begun.push(chunk.subarray(start));
  }

  #lineOf(end: Buffer): string {
    if (this.#begun.length === 0) return end.toString('utf8');
    const line = Buffer.concat([...this.#begun, end]).toString('utf8');
    this.#begun = [];
    return line;
  }
}
