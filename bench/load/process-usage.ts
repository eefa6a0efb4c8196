import { readFileSync } from 'node:fs';

/** Linux reports process times in ticks of 10 ms. */
const TICK_MS = 10;

/** User and system CPU milliseconds that a process and its threads have used so far; 0 when the process is gone. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

export function cpuMsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
}

/** Resident memory in MB (10^6 bytes); 0 when the process is gone. */
export function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kb === undefined ? 0 : (Number(kb) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
