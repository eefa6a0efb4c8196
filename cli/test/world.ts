import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../src/commands.ts';
import { runProgram } from '../src/program/program.ts';
import type { World } from '../src/program/world.ts';

/** What one command line did. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTty?: boolean;
  readonly stdin?: string;
}

/** A place of its own for command lines: an empty home, captured output, Ctrl-C on demand. */
export interface Desk {
  readonly home: string;
  readonly run: (argv: readonly string[], settings?: Settings) => Promise<Ended>;
  /** Presses Ctrl-C in every command that runs. */
  readonly interrupt: () => void;
  readonly dispose: () => void;
}

export function desk(): Desk {
  const home = mkdtempSync(join(tmpdir(), 'forgeyard-cli-'));
  const listeners = new Set<() => void>();
  const run = async (argv: readonly string[], { env = {}, isTty = false, stdin }: Settings = {}): Promise<Ended> => {
    const written = { out: '', err: '' };
    const world: World = {
      argv,
      env,
      cwd: home,
      home,
      execPath: process.execPath,
      nodeVersion: process.versions.node,
      stdout: { isTty, write: (text) => void (written.out += text) },
      stderr: { isTty, write: (text) => void (written.err += text) },
      stdin: {
        isTty: stdin === undefined,
        read: () => Promise.resolve(stdin ?? ''),
        lines: async function* () {
          yield* (stdin ?? '').split('\n');
        },
      },
      nowMs: () => Date.parse('2026-11-22T10:00:00.000Z'),
      onSignal: (_signal, listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const code = await runProgram({ version: '9.9.9', commands }, world);
    return { code, ...written };
  };
  const interrupt = (): void => {
    for (const listener of listeners) listener();
  };
  return { home, run, interrupt, dispose: () => rmSync(home, { recursive: true, force: true }) };
}
