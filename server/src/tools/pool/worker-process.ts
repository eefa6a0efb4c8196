import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerLimits, WorkerMessage, WorkerRequest } from './messages.ts';

const STAND_BACK_PRIORITY = 5;

/**
 * Starts one worker: a Node process of its own, with a bounded heap, no environment, no standard streams, and Node's permission model:
 * it may read this server's code and its packages and write nothing.
 *
 * A process and not a thread, because V8 aborts the whole process when one allocation does not fit a thread's heap limit:
 * the expression `$split($pad("a", 1e8), "")` in a thread ends the server.
 */
export function startWorkerProcess(memoryMb: number, limits: WorkerLimits): ChildProcess {
  const here = fileURLToPath(import.meta.url);
  const entry = join(dirname(here), `tool-worker${extname(here)}`);
  const child = fork(entry, [JSON.stringify(limits)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { TZ: 'UTC' },
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      '--max-semi-space-size=16',
      '--permission',
      '--allow-worker',
      ...readableFolders(dirname(here)).map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    ],
  });
  child.unref();
  child.channel?.unref();
  return child;
}

/** The code's own root (two folders up from the sources, the folder itself in a bundle) and every `node_modules` that it resolves packages from. */
function readableFolders(here: string): readonly string[] {
  const root = basename(here) === 'pool' ? dirname(dirname(here)) : here;
  const folders = [root];
  for (let folder = root; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) return folders;
  }
}

/** Hands a request to the worker; a worker that is already gone is reported by its `close` event, not here. */
export function sendToWorker(child: ChildProcess, request: WorkerRequest): void {
  child.send(request, () => undefined);
}

/** Lowers the worker's share of a busy processor; where that is not allowed, or the worker is gone, nothing happens. */
export function standBack(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, STAND_BACK_PRIORITY);
  } catch {
    return;
  }
}

/** Everything that arrives over the channel was written by tool-worker, which sends only this type. */
export function asWorkerMessage(message: unknown): WorkerMessage {
  return message as WorkerMessage;
}
