import { readdirSync, readFileSync } from 'node:fs';

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

/** Enough for a server with a pool of workers. */
const DESCENDANTS_MAX = 100;

/** The process and everything it started that still runs. */
export function processTree(pid: number): number[] {
  const tree = [pid];
  for (let at = 0; at < tree.length && tree.length < DESCENDANTS_MAX; at += 1) tree.push(...childrenOf(tree[at] ?? 0));
  return tree;
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
    return lists
      .flatMap((list) => list.split(' '))
      .filter((text) => text.trim() !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** CPU milliseconds of these processes and of their children, such as tool workers. */
export function cpuMsOfAll(pids: readonly number[]): number {
  return pids.flatMap(processTree).reduce((sum, pid) => sum + cpuMs(pid), 0);
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
