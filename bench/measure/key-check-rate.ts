import { spawn } from 'node:child_process';

export interface KeyCheckRate {
  readonly checksPerSecond: number;
  /** The same with a bare SHA-256 and a Map. */
  readonly floorPerSecond: number;
}

const RUN_MS_MAX = 20_000;

/** Runs `bench/key-checks.ts` in a process of its own; null when it cannot say (its last line is the result). */
export async function measureKeyChecks(root: string, node: string): Promise<KeyCheckRate | null> {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', 'bench/key-checks.ts', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: RUN_MS_MAX,
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString('utf8');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) return null;
  const result: unknown = JSON.parse(printed.trim().split('\n').at(-1) ?? 'null');
  if (typeof result !== 'object' || result === null || !('checksPerSecond' in result) || !('floorPerSecond' in result)) return null;
  if (typeof result.checksPerSecond !== 'number') return null;
  return { checksPerSecond: result.checksPerSecond, floorPerSecond: Number(result.floorPerSecond) };
}
