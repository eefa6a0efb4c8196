import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, Context, Input } from '../program/command.ts';
import { CommandFailure, exitCode } from '../program/failure.ts';
import { readInteger } from '../program/value.ts';
import { serverMain, workspaceRoot } from '../program/workspace.ts';

/** Options that become environment variables of the server. */
const variableByOption = {
  port: 'FORGEYARD_PORT',
  host: 'FORGEYARD_HOST',
  'data-dir': 'FORGEYARD_DATA_DIR',
  'database-url': 'DATABASE_URL',
};
/** Ours alone: the server refuses FORGEYARD_ names that it does not know. */
const clientVariables: ReadonlySet<string> = new Set(['FORGEYARD_URL', 'FORGEYARD_KEY']);

export const serve: Command = {
  path: ['serve'],
  about: 'Start the server of this workspace; Ctrl-C stops it',
  options: [
    { name: 'port', value: '<port>', about: 'port to listen on; default 3001' },
    { name: 'host', value: '<address>', about: 'address to listen on; default 127.0.0.1' },
    { name: 'data-dir', value: '<folder>', about: 'where SQLite and the master key live; default ./data of the workspace' },
    { name: 'database-url', value: '<url>', about: 'PostgreSQL instead of SQLite' },
  ],
  notes: ['Other settings come from the environment, see docs/guide. npm start also builds the dashboard first.'],
  run: (context) => {
    const main = serverMain(workspaceRoot);
    if (!existsSync(main))
      throw new CommandFailure('SERVER_MISSING', 'This workspace has no server', { hint: 'Run forgeyard from the repository' });
    return runServer(context, main);
  },
};

/** The server's environment: the caller's, without the client's own names, with the options laid over it. */
export function serverEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  input: Pick<Input, 'text'>,
  cwd: string,
): Record<string, string | undefined> {
  const inherited = Object.entries(env).filter(([name]) => !clientVariables.has(name));
  const given: (readonly [string, string])[] = [];
  for (const [option, variable] of Object.entries(variableByOption)) {
    const text = input.text(option);
    if (text !== undefined) given.push([variable, option === 'data-dir' ? resolve(cwd, text) : text]);
  }
  return Object.fromEntries([...inherited, ...given]);
}

function runServer({ world, input }: Context, main: string): Promise<number> {
  const port = input.text('port');
  if (port !== undefined) readInteger('port', port);
  const server = spawn(world.execPath, ['--disable-warning=ExperimentalWarning', main], {
    cwd: workspaceRoot,
    stdio: 'inherit',
    env: serverEnvironment(world.env, input, world.cwd),
  });
  // A terminal sends Ctrl-C to the whole process group, so the server has it already; it drains and ends by itself.
  const releases = [
    world.onSignal('SIGINT', () => {
      if (!world.stdin.isTty) server.kill('SIGINT');
    }),
    world.onSignal('SIGTERM', () => void server.kill('SIGTERM')),
  ];
  return new Promise<number>((done, fail) => {
    server.on('error', (cause) => fail(new CommandFailure('SERVER_NOT_STARTED', `The server could not be started: ${cause.message}`)));
    server.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? exitCode.interrupted : exitCode.failure)));
  }).finally(() => {
    for (const release of releases) release();
  });
}
