import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../account.ts';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf } from '../instances.ts';
import { alwaysAsk, ask, caller as playbook, upper, waiting } from '../questions.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const rounds = 5;
const decided = new Set([200, 201, 202, 204, 404, 409]);

describe.each(engines)('everything at once on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let agent: World['call'];
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    agent = bearer(w, (await roomOf(w, boss)).key);
  });
  afterAll(() => w.close());

  /** Nobody is answered by a fault, and nobody has to come again. */
  const decideAll = async (asked: readonly Promise<Reply>[]): Promise<void> => {
    const replies = await Promise.all(asked);
    expect(replies.filter(({ status }) => !decided.has(status)).map(({ status, text }) => `${status} ${text}`)).toEqual([]);
  };
  /** What holds of a session at any time: read in one statement, because a session may go on between two. */
  const expectSound = async (id: string): Promise<void> => {
    const [session] = await w.server.home.read((tx) =>
      tx.query((db) =>
        db
          .selectFrom('sessions')
          .where('sessions.id', '=', id)
          .select(({ selectFrom }) => {
            const open = selectFrom('interactions')
              .whereRef('interactions.session_id', '=', 'sessions.id')
              .where('interactions.state', '=', 'open');
            const waitingRuns = selectFrom('runs').whereRef('runs.session_id', '=', 'sessions.id').where('runs.state', '=', 'waiting');
            const events = selectFrom('events').whereRef('events.session_id', '=', 'sessions.id');
            return [
              'status',
              'last_seq',
              'read_seq',
              events.select(({ fn }) => fn.countAll().as('n')).as('events'),
              events.select(({ fn }) => fn.max('events.seq').as('n')).as('newest'),
              open.select(({ fn }) => fn.countAll().as('n')).as('open'),
              open
                .innerJoin('runs', 'runs.id', 'interactions.run_id')
                .where('runs.state', '!=', 'waiting')
                .select(({ fn }) => fn.countAll().as('n'))
                .as('asked_by_others'),
              waitingRuns
                .where(({ not, exists, selectFrom: from }) =>
                  not(
                    exists(
                      from('interactions')
                        .select('interactions.id')
                        .whereRef('interactions.run_id', '=', 'runs.id')
                        .where('interactions.state', '=', 'open'),
                    ),
                  ),
                )
                .select(({ fn }) => fn.countAll().as('n'))
                .as('waiting_for_nothing'),
            ];
          }),
      ),
    );
    const number = (column: keyof NonNullable<typeof session>): number => Number(session?.[column]);
    const last = number('last_seq');
    expect([number('events'), number('newest')]).toEqual([last, last]);
    expect(number('read_seq')).toBeLessThanOrEqual(last);
    expect(number('open')).toBeLessThanOrEqual(session?.status === 'DELETED' ? 0 : 1);
    expect([number('asked_by_others'), number('waiting_for_nothing')]).toEqual([0, 0]);
  };

  test.each(['question', 'approval'] as const)(
    'a waiting %s is answered, told, cancelled, deleted with its session, or deleted with its agent',
    async (kind) => {
      for (let round = 0; round < rounds; round += 1) {
        const [steps, policy] = kind === 'question' ? [[ask({ question: 'Which?' })], {}] : [[upper('x')], alwaysAsk];
        const id = await playbook(boss.call, `racer-${kind}-${round}`, steps, policy);
        const { run, question } = await waiting(boss.call, id);
        const answer = kind === 'question' ? { decision: 'respond', message: 'This' } : { decision: 'approve', remember: true };
        await decideAll([
          boss.call('POST', `/v1/interactions/${question.id}/resolve`, answer),
          boss.call('POST', `/v1/sessions/${run.session_id}/messages`, { content: 'That' }),
          boss.call('POST', `/v1/interactions/${question.id}/assign`, { user_id: boss.userId }),
          boss.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'reject' }),
          boss.call('POST', `/v1/runs/${run.id}/cancel`),
          boss.call('POST', `/v1/sessions/${run.session_id}/end`, {}),
          ...(round % 2 === 0 ? [boss.call('DELETE', `/v1/sessions/${run.session_id}`)] : []),
          ...(round % 3 === 0 ? [boss.call('DELETE', `/v1/agents/${id}`)] : []),
        ]);
        const ended = ['completed', 'failed', 'cancelled', 'timeout'];
        await expect
          .poll(async () => ended.includes((await boss.call('GET', `/v1/runs/${run.id}`)).body.status), { timeout: 30_000 })
          .toBe(true);
        await expectSound(run.session_id);
      }
    },
  );

  test('a foreign agent asks, goes on, beats and ends while people answer, rename, share, end and delete', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const id = randomUUID();
      const post = (content: string, asks: boolean): Promise<Reply> =>
        agent('POST', '/api/v1/messages/agent', {
          agent_instance_id: id,
          agent_type: `racer ${round}`,
          content,
          requires_user_input: asks,
        });
      await Promise.all([post('First', false), post('And?', true)]);
      const first = await post('Well?', true);
      const { open_interaction: open, agent: type } = (await boss.call('GET', `/v1/sessions/${id}`)).body;
      await decideAll([
        post('Shall I?', true),
        boss.call('POST', `/v1/interactions/${open.id}/resolve`, { decision: 'respond', message: 'Yes' }),
        boss.call('POST', `/v1/sessions/${id}/messages`, { content: 'No' }),
        agent('POST', '/api/v1/messages/user', { agent_instance_id: id, content: 'Typed' }),
        agent('PATCH', `/api/v1/messages/${first.body.message_id}/request-input`),
        agent('GET', `/api/v1/messages/pending?agent_instance_id=${id}`),
        agent('POST', `/api/v1/agents/instances/${id}/heartbeat`),
        boss.call('PATCH', `/v1/sessions/${id}`, { name: 'Renamed' }),
        boss.call('POST', `/v1/sessions/${id}/shares`, { email: 'a@example.com', access: 'READ' }),
        boss.call('POST', `/v1/sessions/${id}/shares`, { email: 'A@example.com', access: 'WRITE' }),
        boss.call('POST', `/v1/interactions/${open.id}/assign`, { user_id: null }),
        agent('POST', '/api/v1/sessions/end', { agent_instance_id: id }),
        ...(round % 2 === 0 ? [boss.call('DELETE', `/v1/sessions/${id}`)] : []),
        ...(round % 2 === 1 ? [boss.call('DELETE', `/v1/agents/${type.id}`)] : []),
      ]);
      await expectSound(id);
    }
  });

  test('200, 401: of ten streams with one ticket, one opens', async () => {
    const { id } = await (await roomOf(w, boss)).say('Hello');
    const { ticket } = (await boss.call('POST', `/api/v1/agent-instances/${id}/stream-ticket`)).body;
    const open = (): Promise<Response> => fetch(`${w.url}/api/v1/agent-instances/${id}/messages/stream?ticket=${ticket}`);
    const replies = await Promise.all(Array.from({ length: 10 }, open));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 401)]);
    for (const reply of replies) await reply.body?.cancel();
  });

  test('twenty registrations of one id in two organisations make one session, and the others learn nothing of it', async () => {
    const other = await owned(w);
    const theirs = bearer(w, (await roomOf(w, other)).key);
    const id = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? agent : theirs)('POST', '/api/v1/agent-instances', { agent_instance_id: id, agent_type: 'same' }),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => ![201, 403, 409].includes(status)).map(({ text }) => text)).toEqual([]);
    const holders = await Promise.all([boss, other].map(async ({ call }) => (await call('GET', `/v1/sessions/${id}`)).status));
    expect(holders.sort()).toEqual([200, 404]);
  });
});
