import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

const programMsMax = 60_000;

/** Runs a program to its end with a key in its environment, and gives back everything it printed. */
export function runProgram(command: readonly [string, ...string[]], forgeyardKey: string): Promise<Ended> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, FORGEYARD_KEY: forgeyardKey }, timeout: programMsMax });
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
