import type { Task } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';
import type { Command, Input, Option } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readDurationMs } from '../program/value.ts';
import { showTask } from './show-task.ts';

export const claimOptions: readonly Option[] = [
  { name: 'agent', value: '<agent>', about: 'whom to claim for; not needed with the key of an agent' },
  { name: 'lease', value: '<time>', about: 'begin it at once, and hold it so long: 10s to 1h' },
];

export const taskClaim: Command = {
  path: ['task', 'claim'],
  about: 'Take a task out of the pool',
  args: [{ name: 'task', about: 'number or uuid' }],
  options: claimOptions,
  notes: ['With a lease the task is in progress, and in the pool again when the lease ends before something was handed in.'],
  examples: ['forgeyard task claim 12 --agent writer', 'forgeyard task claim 12 --agent writer --lease 10m'],
  run: async ({ input, out, forge }) => {
    showClaimed(out, await forge().tasks.claim(input.need(0), { agent: input.text('agent'), lease_seconds: readLease(input) }));
    return exitCode.ok;
  },
};

export function readLease(input: Input): number | undefined {
  const lease = input.text('lease');
  if (lease === undefined) return undefined;
  const seconds = Math.round(readDurationMs('lease', lease) / 1_000);
  if (seconds < 10 || seconds > 3_600) throw usageFailure('--lease is 10s to 1h');
  return seconds;
}

export function showClaimed(out: Output, task: Task): void {
  showTask(out, task);
  if (!out.isJson && task.lease?.fence !== undefined) out.note(`Held until ${task.lease.until}; fence ${task.lease.fence}`);
}
