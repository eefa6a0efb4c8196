import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineChannel } from './line-channel.ts';
import type { WorkerLimits, WorkerMessage, WorkerRequest } from './messages.ts';

const STAND_BACK_PRIORITY = 5;

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** A worker that is already gone is reported by its `close` event, not here. */
  readonly send: (request: WorkerRequest) => void;
}

/**
 * Starts one worker: a Node process of its own, with a bounded heap, no environment, no standard streams, and Node's permission model:
 * it may read this server's code and its packages and write nothing.
 *
 * A process and not a thread, because V8 aborts the whole process when one allocation does not fit a thread's heap limit:
 * the expression `$split($pad("a", 1e8), "")` in a thread ends the server.
 */
export function startWorkerProcess(memoryMb: number, limits: WorkerLimits, onMessage: (message: WorkerMessage) => void): WorkerProcess {
  const here = fileURLToPath(import.meta.url);
  const entry = join(dirname(here), `tool-worker${extname(here)}`);
  const bounds = [
    `--max-old-space-size=${memoryMb}`,
    '--max-semi-space-size=16',
    '--permission',
    '--allow-worker',
    ...readableFolders(dirname(here)).map((folder) => `--allow-fs-read=${join(folder, '*')}`),
  ];
  const child = spawn(process.execPath, [...bounds, entry, JSON.stringify(limits)], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { TZ: 'UTC' },
  });
  child.unref();
  const channel = new LineChannel(pipeOf(child).unref(), (message) => onMessage(asWorkerMessage(message)));
  return { child, send: (request) => channel.send(request) };
}

/** The pipe is there even when the process could not be started; then nobody reads it. */
function pipeOf(child: ChildProcess): Socket {
  const pipe = child.stdio[3];
  if (pipe instanceof Socket) return pipe;
  throw new Error('a tool worker without its pipe');
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

/** Lowers the worker's share of a busy processor; where that is not allowed, or the worker is gone, nothing happens. */
export function standBack(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, STAND_BACK_PRIORITY);
  } catch {
    return;
  }
}

/** Everything that arrives over the pipe was written by tool-worker, which sends only this type. */
function asWorkerMessage(message: unknown): WorkerMessage {
  return message as WorkerMessage;
}
