import { homedir } from 'node:os';
import { CommandFailure } from './failure.ts';
import type { Sink, World } from './world.ts';

const stdinBytesMax = 16 * 1024 * 1024;

/** The real world: this process. */
export function processWorld(): World {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    execPath: process.execPath,
    nodeVersion: process.versions.node,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    stdin: { isTty: process.stdin.isTTY === true, read: readStdin, lines: readLines },
    nowMs: () => Date.now(),
    onSignal: (signal, listener) => {
      process.on(signal, listener);
      return () => process.off(signal, listener);
    },
  };
}

/** A reader that went away (`| head`) is no failure of ours. */
function sinkOf(stream: NodeJS.WriteStream): Sink {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return { write: (text) => void stream.write(text), isTty: stream.isTTY === true };
}

/** @throws CommandFailure `INPUT_TOO_LARGE` when a line is longer than 16 Mi characters. */
async function* readLines(until: AbortSignal): AsyncGenerator<string> {
  const end = (): void => void process.stdin.destroy();
  until.addEventListener('abort', end, { once: true });
  process.stdin.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of process.stdin) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > stdinBytesMax)
        throw new CommandFailure('INPUT_TOO_LARGE', 'A line of standard input is longer than 16 Mi characters');
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    if (!until.aborted) throw error;
  } finally {
    until.removeEventListener('abort', end);
  }
}

/** @throws CommandFailure `INPUT_TOO_LARGE` when there is more than 16 MiB. */
async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > stdinBytesMax) throw new CommandFailure('INPUT_TOO_LARGE', 'Standard input is larger than 16 MiB');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
