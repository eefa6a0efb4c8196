import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpClient, revisions } from '../../../test/mcp/clients.ts';
import type { McpClient } from '../../../test/mcp/clients.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const soon = { timeout: 15_000, interval: 25 };

describe.each(enginesOf(import.meta.url))('clients of the Model Context Protocol on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  /** The open question of a session, as people find it. */
  const openQuestion = async (words: string): Promise<any> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const { body } = await w.call('GET', '/v1/interactions?state=open&kind=question');
      const found = body.data.find((one: any) => one.question === words);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`nobody asked: ${words}`);
  };
  const answer = async (id: string, message: string): Promise<void> => {
    const reply = await w.call('POST', `/v1/interactions/${id}/resolve`, { decision: 'respond', message });
    expect(reply.status, reply.text).toBe(200);
  };

  describe.each(revisions)('of revision %s', (revision) => {
    let client: McpClient;
    beforeAll(async () => {
      client = await httpClient(revision, w.url, w.key);
    });
    afterAll(() => client.close());

    test('the revision is found out, and the tools come in one order', async () => {
      await w.agent(`b-${revision}`);
      await w.agent(`a-${revision}`);
      expect(client.version).toBe(revision);
      const names = await client.tools();
      expect(names.slice(0, 11)).toEqual([
        ...['log_step', 'ask_question', 'end_session', 'get_next_task', 'claim_task', 'get_task_context', 'log_progress'],
        ...['update_task_status', 'submit_deliverable', 'get_revision_feedback', 'list_agents'],
      ]);
      const runs = names.slice(11);
      expect(runs).toEqual([...runs].sort());
      expect(runs).toContain(`run_a-${revision}`);
      expect(await client.tools()).toEqual(names);
    });

    test('a step opens a session that people see, what they write comes back with the next step, and the end ends it', async () => {
      const first = await client.call('log_step', {
        step_description: 'Reading the files',
        agent_type: `Coder ${revision}`,
        git_diff: 'diff --git',
      });
      const session = first.structured.agent_instance_id;
      expect(first.structured.user_messages).toEqual([]);
      const shown = await w.call('GET', `/v1/sessions/${session}`);
      expect(shown.body).toMatchObject({
        origin: 'external',
        status: 'ACTIVE',
        latest_message: 'Reading the files',
        git_diff: 'diff --git',
      });
      expect((await w.call('POST', `/v1/sessions/${session}/messages`, { content: 'Mind the tests' })).status).toBe(201);
      const second = await client.call('log_step', { content: 'Writing', agent_instance_id: session });
      expect(second.structured.user_messages.map((one: any) => one.content)).toEqual(['Mind the tests']);
      expect(second.text).toContain('Mind the tests');
      const end = await client.call('end_session', { agent_instance_id: session });
      expect(end.structured).toEqual({ agent_instance_id: session, final_status: 'COMPLETED' });
      expect((await w.call('GET', `/v1/sessions/${session}`)).body.status).toBe('COMPLETED');
    });

    test('a question waits until a person answers, and the answer is told once', async () => {
      const words = `Ship on ${revision}?`;
      const asking = client.call('ask_question', { question: words, options: ['Yes', 'No'], agent_type: 'Coder' });
      const open = await openQuestion(words);
      expect(open.options).toEqual(['Yes', 'No']);
      await answer(open.id, 'Yes, now');
      const answered = await asking;
      expect(answered.structured).toMatchObject({ status: 'answered', question_id: open.id, answer: 'Yes, now' });
      expect(answered.text).toBe('Yes, now');
      const next = await client.call('log_step', { content: 'Shipping', agent_instance_id: answered.structured.agent_instance_id });
      expect(next.structured.user_messages).toEqual([]);
    });

    test('a question whose time is up stays open, is not asked twice, and can be waited for again', async () => {
      const words = `Still there, ${revision}?`;
      const session = randomUUID();
      const asked = { question: words, agent_instance_id: session, agent_type: 'Coder', timeout_s: 1 };
      const first = await client.call('ask_question', asked);
      expect(first.structured).toMatchObject({ status: 'waiting', agent_instance_id: session, answer: null });
      const again = await client.call('ask_question', asked);
      expect(again.structured.question_id).toBe(first.structured.question_id);
      const waiting = client.call('ask_question', { question_id: first.structured.question_id });
      await answer(first.structured.question_id, 'Here');
      expect((await waiting).structured).toMatchObject({ status: 'answered', answer: 'Here' });
      const late = await client.call('ask_question', { question_id: first.structured.question_id });
      expect(late.structured).toMatchObject({ status: 'answered', answer: 'Here' });
    });

    test('a question that is taken back is withdrawn; one that was asked before is only not waited for any more', async () => {
      const words = `Gone, ${revision}?`;
      const state = async (id: string) => (await w.call('GET', `/v1/interactions/${id}`)).body.state;
      const waits = async (args: object) => {
        const leaving = new AbortController();
        const asking = client.call('ask_question', { agent_type: 'Coder', ...args }, { signal: leaving.signal });
        const { id, session_id: session } = await openQuestion(words);
        // The wait for an answer is in no list; that the question is there says that it has begun.
        return { id, session, leave: async () => (leaving.abort(), await expect(asking).rejects.toThrow()) };
      };
      const taken = await waits({ question: words });
      await taken.leave();
      await expect.poll(() => state(taken.id), soon).toBe('canceled');
      expect((await w.call('GET', `/v1/sessions/${taken.session}`)).body.status).toBe('ACTIVE');
      const first = await client.call('ask_question', { question: words, agent_type: 'Coder', timeout_s: 1 });
      const joined = await waits({ question_id: first.structured.question_id });
      await joined.leave();
      await client.tools();
      expect([joined.id, await state(joined.id)]).toEqual([first.structured.question_id, 'open']);
    });

    test('a run that is taken back is cancelled', async () => {
      await w.agent(`endless-${revision}`, 'fault-hang');
      const leaving = new AbortController();
      const running = client.call(`run_endless-${revision}`, { input: 'Go' }, { signal: leaving.signal });
      const ofAgent = async () => (await w.call('GET', `/v1/runs?agent=endless-${revision}`)).body.data[0];
      await expect.poll(async () => (await ofAgent())?.status, soon).toBe('running');
      leaving.abort();
      await expect(running).rejects.toThrow();
      await expect.poll(async () => (await ofAgent()).status, soon).toBe('cancelled');
    });

    test('a task is found, claimed, worked on and handed in, and comes back with what has to change', async () => {
      const agent = await w.agent(`worker-${revision}`);
      const { key } = (await w.call('POST', '/v1/credentials', { kind: 'agent_key', agent, name: revision, scopes: ['read', 'write'] }))
        .body;
      const worker = await httpClient(revision, w.url, key);
      const task = await w.call('POST', '/v1/tasks', { title: 'Write', description: 'A text', assignee: agent });
      const next = await worker.call('get_next_task');
      expect(next.structured.task).toMatchObject({ task_id: task.body.number, title: 'Write', status: 'assigned', lease: null });
      const claimed = await worker.call('claim_task', { task_id: task.body.number, lease_seconds: 60 });
      const { fence } = claimed.structured.task.lease;
      expect((await worker.call('get_task_context', { task_id: task.body.number })).structured.task.description).toBe('A text');
      expect((await worker.call('log_progress', { task_id: task.body.number, message: 'Half', percent_complete: 50, fence })).isError).toBe(
        false,
      );
      const handedIn = await worker.call('submit_deliverable', { task_id: task.body.number, title: 'Text', content: 'Words', fence });
      const { deliverable } = handedIn.structured;
      expect(deliverable).toMatchObject({ status: 'pending', version: 1, task_id: task.body.number });
      await w.call('PATCH', `/api/deliverables/${deliverable.deliverable_id}/review`, {
        decision: 'revision_requested',
        feedback: 'Longer',
      });
      const back = await worker.call('get_revision_feedback');
      expect(back.structured.deliverables).toMatchObject([{ feedback: 'Longer', content: 'Words' }]);
      const revised = await worker.call('submit_deliverable', {
        revises: deliverable.deliverable_id,
        title: 'Text',
        content: 'More words',
      });
      expect(revised.structured.deliverable.version).toBe(2);
      expect((await worker.call('update_task_status', { task_id: task.body.number, status: 'completed' })).text).toMatch(
        /task\.manager_needed|manage/,
      );
      await worker.close();
    });

    test('an agent is run as a tool: steps are told, the output comes with the id of its run, and the transcript can be read', async () => {
      await w.agent(`poet-${revision}`);
      const told: string[] = [];
      const ran = await client.call(`run_poet-${revision}`, { input: 'A line' }, { onProgress: (message) => told.push(message) });
      expect(ran).toMatchObject({ isError: false, text: 'Hello from the stand-in model.', structured: { status: 'completed' } });
      expect(told).toEqual(['Step 1: the model answered']);
      const { contents } = await client.read(`forgeyard://runs/${ran.structured.run_id}`);
      expect(JSON.parse(contents[0].text)).toMatchObject({
        input: 'A line',
        status: 'completed',
        output: 'Hello from the stand-in model.',
      });
      const again = await client.call(`run_poet-${revision}`, { run_id: ran.structured.run_id });
      expect(again.structured).toEqual(ran.structured);
    });

    test('a refusal is told in words with its code, and no tool is left out of the check of its arguments', async () => {
      expect(await client.call('claim_task', { task_id: 999_999 })).toMatchObject({
        isError: true,
        text: 'There is no such task. (task.unknown)',
      });
      const wrong = await client.call('claim_task', { task_id: true, hidden: 1 });
      expect(wrong.isError).toBe(true);
      expect(wrong.text).toMatch(/arguments.*task_id/);
      await expect(client.call('no_such_tool')).rejects.toThrow(/no such tool/i);
    });
  });
});
