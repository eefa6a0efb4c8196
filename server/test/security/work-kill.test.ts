import { describe, expect, test, vi } from 'vitest';
import { startChild } from '../crash/child-server.ts';
import type { ChildServer } from '../crash/child-server.ts';
import { caller, engines, place } from '../world.ts';
import type { Place } from '../world.ts';

const rounds = 3;
/** Verdicts of each round before the server is killed in the middle of the next ones. */
const verdictsOfRound = 5;
const roundMsMax = 90_000;
const bytesOf = (text: string): string => Buffer.from(text.repeat(40_000)).toString('base64');

/** What the server has confirmed. */
interface Acknowledged {
  readonly tasks: Set<string>;
  readonly claimed: Map<string, number>;
  readonly submitted: Map<string, { readonly task: string; readonly file: string; readonly text: string }>;
  readonly reviewed: Map<string, string>;
}

/** Goes through the life of one task after another until the server is gone; what was confirmed is remembered. */
async function work(server: ChildServer, agent: string, acks: Acknowledged, name: string): Promise<void> {
  const call = caller(server.url, server.key);
  for (let count = 0; count < 500; count += 1) {
    const text = `${name}-${count};`;
    try {
      const task = await call('POST', '/v1/tasks', { title: text, priority: 1 + (count % 4) });
      if (task.status !== 201) continue;
      acks.tasks.add(task.body.id);
      const claim = await call('POST', `/v1/tasks/${task.body.id}/claim`, { agent, lease_seconds: 3_600 });
      if (claim.status !== 200) continue;
      acks.claimed.set(task.body.id, claim.body.lease.fence);
      const files = [{ filename: `${name}.txt`, mime_type: 'text/plain', content: bytesOf(text) }];
      const made = await call('POST', '/v1/deliverables', {
        task: task.body.id,
        title: text,
        content: text,
        files,
        fence: claim.body.lease.fence,
      });
      if (made.status !== 201) continue;
      acks.submitted.set(made.body.id, { task: task.body.id, file: made.body.files[0].id, text });
      const decision = count % 2 === 0 ? 'approved' : 'rejected';
      const verdict = await call('POST', `/v1/deliverables/${made.body.id}/review`, { decision });
      if (verdict.status === 200) acks.reviewed.set(made.body.id, decision);
    } catch {
      return;
    }
  }
}

async function everyTask(server: ChildServer): Promise<any[]> {
  const tasks: any[] = [];
  for (let cursor = ''; ;) {
    const { body } = await server.call('GET', `/v1/tasks?limit=100${cursor}`);
    tasks.push(...body.data);
    if (!body.has_more) return tasks;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

async function expectWhole(server: ChildServer, acks: Acknowledged): Promise<void> {
  const tasks = await everyTask(server);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const id of acks.tasks) expect(byId.has(id), `task ${id}`).toBe(true);
  for (const task of tasks) {
    if (task.status === 'in_progress') expect(task.lease, `${task.id} is in progress without a lease`).not.toBeNull();
    else expect(task.lease).toBeNull();
    if (task.status === 'review') expect(task.deliverables.latest?.status, task.id).toBe('pending');
    if (task.status === 'completed') expect(task.deliverables.latest?.status, task.id).toBe('approved');
    expect(task.assignee === null).toBe(task.status === 'pending');
    expect(task.deliverables.count).toBeLessThanOrEqual(1);
  }
  for (const id of acks.claimed.keys()) expect(byId.get(id)?.status, id).not.toBe('pending');
  for (const [id, { task, file, text }] of acks.submitted) {
    const found = await server.call('GET', `/v1/deliverables/${id}`);
    expect(found.body.task.id).toBe(task);
    const content = await server.call('GET', `/v1/deliverables/${id}/files/${file}`);
    expect(content.text === text.repeat(40_000), `file of ${id}`).toBe(true);
    const decision = acks.reviewed.get(id);
    if (decision !== undefined)
      expect([found.body.status, byId.get(task)?.status]).toEqual([decision, decision === 'approved' ? 'completed' : 'assigned']);
  }
}

describe.each(engines)('a server on %s that is killed while work is claimed, handed in with files and reviewed', (engine) => {
  test(
    'R1: keeps all that it confirmed, and leaves nothing in progress without a holder nor in review without a result',
    { timeout: 400_000 },
    async () => {
      const here: Place = await place(engine);
      const acks: Acknowledged = { tasks: new Set(), claimed: new Map(), submitted: new Map(), reviewed: new Map() };
      let server = await startChild(here);
      try {
        const agent = await server.call('POST', '/v1/agents', { slug: 'worker', model: 'gpt-4o', max_concurrent_tasks: 100 });
        expect(agent.status, agent.text).toBe(201);
        for (let round = 0; round < rounds; round += 1) {
          const workers = ['a', 'b', 'c', 'd'].map((name) => work(server, agent.body.id, acks, `${name}${round}`));
          const goal = (round + 1) * verdictsOfRound;
          await vi.waitUntil(() => acks.reviewed.size >= goal, { timeout: roundMsMax, interval: 7 });
          await server.end();
          await Promise.all(workers);
          server = await startChild(here);
          await expectWhole(server, acks);
        }
        expect(acks.reviewed.size).toBeGreaterThanOrEqual(rounds * verdictsOfRound);
      } finally {
        await server.end();
        await here.dispose();
      }
    },
  );
});
