import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { assignedTask, bossOf, workerOf } from '../../../test/executions.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

describe.each(enginesOf(import.meta.url))('the context of a task on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine, { probes: { max: 2, windowS: 60 } });
    boss = await bossOf(w);
  });
  afterAll(() => w.close());

  test('200: project, knowledge, versions with feedback, related tasks and the agent, in both wires', async () => {
    const project = (await boss.call('POST', '/v1/projects', { name: 'Spring', description: 'A campaign' })).body;
    await boss.call('POST', `/v1/projects/${project.id}/knowledge`, { title: 'Tone', kind: 'guideline', content: 'Be brief.' });
    const agent = await workerOf(w, 'one');
    const related = await assignedTask(w, boss.orgId, agent.id, { title: 'Older', project: project.id });
    const task = await assignedTask(w, boss.orgId, agent.id, { project: project.id, context: { audience: 'developers' } });
    await boss.call('POST', `/api/agents/${agent.number}/execute`, { taskId: task.number });
    const prompt = JSON.stringify(w.standIn.requests.at(-1)?.body);
    for (const told of ['Be brief.', 'A campaign', 'Older', 'audience', 'Write blog post']) expect(prompt).toContain(told);
    const latest = (await boss.call('GET', `/v1/deliverables?task=${task.id}`)).body.data[0];
    await boss.call('POST', `/v1/deliverables/${latest.id}/review`, { decision: 'revision_requested', feedback: 'Longer.' });
    const native = await boss.call('GET', `/v1/tasks/${task.number}/context`);
    expect([native.status, native.body]).toMatchObject([
      200,
      {
        task: { id: task.id, status: 'assigned' },
        project: { name: 'Spring', description: 'A campaign' },
        knowledge: [{ title: 'Tone', content: 'Be brief.' }],
        deliverables: [{ version: 1, feedback: 'Longer.', content: 'Hello from the stand-in model.' }],
        related_tasks: [{ id: related.id }],
        agent: { id: agent.id, kind: 'ai' },
      },
    ]);
    const workbench = await boss.call('GET', `/api/tasks/${task.number}/context`);
    expect([workbench.status, workbench.body]).toMatchObject([
      200,
      {
        success: true,
        data: {
          task: { id: task.number },
          project: { id: project.number },
          knowledge: [{ title: 'Tone' }],
          deliverables: [{ version: 1, feedback: 'Longer.' }],
          relatedTasks: [{ id: related.number }],
          agent: { id: agent.number },
        },
      },
    ]);
  });

  test('403, 404: a key that does not reach the task, another organisation', async () => {
    const [mine, others] = [await workerOf(w, 'one'), await workerOf(w, 'one')];
    const task = await assignedTask(w, boss.orgId, others.id);
    const { apiKey } = (await boss.call('POST', `/api/agents/${mine.number}/keys`, {})).body.data;
    const asAgent = await fetch(`${w.url}/api/tasks/${task.number}/context`, { headers: { 'x-agent-key': apiKey } });
    expect(asAgent.status).toBe(403);
    const stranger = await owned(w);
    expect((await stranger.call('GET', `/v1/tasks/${task.id}/context`)).status).toBe(404);
    expect((await stranger.call('POST', `/v1/tasks/${task.id}/execute`)).status).toBe(404);
    expect((await stranger.call('GET', `/v1/agents/${mine.id}/execution`)).status).toBe(404);
    expect((await stranger.call('POST', `/v1/agents/${mine.id}/test-connection`)).status).toBe(404);
  });

  test('429: an organisation tries its providers a bounded number of times a minute', async () => {
    const agent = await workerOf(w, 'one');
    const tries = [];
    for (let count = 0; count < 3; count += 1) tries.push((await boss.call('POST', `/v1/agents/${agent.id}/test-connection`)).status);
    expect(tries).toEqual([200, 200, 429]);
  });
});
