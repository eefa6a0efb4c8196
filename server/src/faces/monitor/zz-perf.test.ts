import { randomUUID } from 'node:crypto';
import { test, describe } from 'vitest';
import { engines, world } from '../../../test/world.ts';
import { room } from '../../../test/instances.ts';

describe.each(engines)('%s', (engine) => {
  test('perf', async () => {
    const w = await world(engine);
    const r = await room(w);
    const ids: string[] = [];
    for (let i = 0; i < 50; i++) {
      const { id } = await r.say('hello', { type: `type-${i}` });
      ids.push(id);
    }
    const rows = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('sessions').selectAll().where('id', 'in', ids)));
    const statuses = ['COMPLETED', 'ACTIVE', 'ACTIVE', 'FAILED', 'ACTIVE', 'AWAITING_INPUT'];
    for (let i = 0; i < 200; i++) {
      await w.server.home.transact(async (tx) => {
        const batch = rows.map((row, k) => ({
          ...row,
          id: randomUUID(),
          status: statuses[(i + k) % 6] ?? 'ACTIVE',
          started_at: Number(row.started_at) - i * 60000 - k,
          heartbeat_at: Number(row.heartbeat_at) - i * 60000,
          git_diff: i % 7 === 0 ? 'x'.repeat(20000) : null,
        }));
        await tx.query((db) => db.insertInto('sessions').values(batch).returning('id'));
      });
    }
    const time = async (path: string) => {
      const all: number[] = [];
      for (let i = 0; i < 15; i++) {
        const t = performance.now();
        const x = await r.boss.call('GET', path);
        all.push(performance.now() - t);
        if (x.status !== 200) console.log(x.text);
      }
      all.sort((a, b) => a - b);
      console.log(engine, path, 'median', all[7]?.toFixed(1), 'max', all[14]?.toFixed(1));
    };
    for (const p of [
      '/api/v1/agent-types',
      '/api/v1/agent-summary',
      '/api/v1/agent-instances?limit=100',
      '/v1/sessions?limit=50',
      '/v1/sessions?limit=50&status=STALE',
      `/api/v1/agent-types/${rows[0]?.agent_id}/instances?limit=100`,
    ])
      await time(p);
    if (engine === 'sqlite') {
      const { DatabaseSync } = await import('node:sqlite');
      const { readdirSync } = await import('node:fs');
      const dir = w.place.env.FORGEYARD_DATA_DIR ?? '';
      const file = readdirSync(dir).find((f) => f.endsWith('.db') || f.endsWith('.sqlite')) ?? '';
      const db = new DatabaseSync(`${dir}/${file}`, { readOnly: true });
      const org = r.boss.orgId;
      const now = Date.now();
      const qs: [string, unknown[]][] = [
        [
          `select agent_id, status, count(*) as count from sessions where org_id = ? and status <> 'DELETED' group by agent_id, status`,
          [org],
        ],
        [
          `select agent_id, count(*) as count from sessions where org_id = ? and status in ('ACTIVE','PAUSED') and origin in ('external','telemetry','launch') and coalesce(heartbeat_at, started_at) < ? group by agent_id`,
          [org, now - 600000],
        ],
        [
          `select id from (select id, row_number() over (partition by agent_id order by started_at desc, id desc) as place from sessions where org_id = ? and status <> 'DELETED') where place <= 5`,
          [org],
        ],
        [
          `select agent_id, id from sessions indexed by sessions_agent_start where org_id = ? and status <> 'DELETED' order by agent_id, started_at desc`,
          [org],
        ],
      ];
      for (const [q, args] of qs) {
        const plan = db
          .prepare('explain query plan ' + q)
          .all(...(args as string[]))
          .map((x: any) => x.detail)
          .join(' | ');
        const st = db.prepare(q);
        st.all(...(args as string[]));
        const t = performance.now();
        const n = st.all(...(args as string[])).length;
        console.log((performance.now() - t).toFixed(1), n, q.slice(0, 60), plan);
      }
    }
    await w.close();
  }, 120_000);
});
