import { setTimeout as delay } from 'node:timers/promises';

/**
 * A worker in a process of its own: `claim-worker.ts <url> <agent key> <loops>`. Claims tasks under leases and hands them in until there are none
 * left, and prints one line of JSON for each: what it held, and from when to when it was sure to hold it.
 */
const [url = '', key = '', loops = '1'] = process.argv.slice(2);
const leaseSeconds = 30;
const patienceMs = 25;
const workMs = 20;

async function call(method: string, path: string, body: object): Promise<{ readonly status: number; readonly body: any }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'x-agent-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, body: await response.json() };
}

/** Milliseconds of the machine's one monotonic clock: the processes' own origins differ by what each waited for a processor at its start. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

async function work(): Promise<void> {
  for (;;) {
    const next = await call('POST', '/v1/tasks/next', { lease_seconds: leaseSeconds });
    if (next.status !== 200) throw new Error(`next: ${next.status} ${JSON.stringify(next.body)}`);
    if (next.body.reason === 'no_tasks') return;
    if (next.body.task === null) {
      await delay(patienceMs);
      continue;
    }
    const from = now();
    const { task, lease } = next.body;
    await delay(workMs);
    const to = now();
    const done = await call('PATCH', `/v1/tasks/${task.id}/status`, { status: 'review', fence: lease.fence });
    process.stdout.write(
      `${JSON.stringify({ task: task.id, agent: task.assignee.id, fence: lease.fence, from, to, status: done.status })}\n`,
    );
  }
}

await Promise.all(Array.from({ length: Number(loops) }, work));
