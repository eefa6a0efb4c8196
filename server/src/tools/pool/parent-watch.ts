import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, so that it also ends a worker whose main thread never yields. */
const WATCH = `
  const parent = process.ppid;
  setInterval(() => {
    try {
      process.kill(parent, 0);
      if (process.ppid === parent) return;
    } catch {}
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
`;

/** Ends this process within about a second of its parent's end, however busy it is; without it a wedged worker would outlive the server. */
export function watchParent(): void {
  const watch = new Worker(WATCH, { eval: true, env: {}, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } });
  watch.unref();
}
