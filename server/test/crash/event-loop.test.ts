import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, readLog } from './run-log.ts';
import { watchLoop } from '../loop-hold.ts';
import { engines, world } from '../world.ts';
import type { World } from '../world.ts';

const blockedMsMax = 1_000;
const aliases = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]`);

/** Inputs that keep a naive tool busy or make it swell. */
const bombs: readonly { readonly tool: string; readonly action: string; readonly input: object }[] = [
  { tool: 'data-transform', action: 'jsonata', input: { data: {}, expression: '($f := function($n) { $f($n + 1) }; $f(0))' } },
  { tool: 'data-transform', action: 'jsonata', input: { data: {}, expression: '$sum([1..900000].($ * $))' } },
  { tool: 'data-transform', action: 'jsonata', input: { data: { s: 'a'.repeat(40) }, expression: '$match(s, /(a+)+b/)' } },
  { tool: 'data-transform', action: 'yaml_to_json', input: { yaml: `a0: &a0 [x]\n${aliases.join('\n')}\n` } },
  { tool: 'data-transform', action: 'xml_to_json', input: { xml: '<a>'.repeat(50_000) } },
  { tool: 'data-transform', action: 'csv_to_json', input: { csv: `${','.repeat(200_000)}\n${','.repeat(200_000)}` } },
  { tool: 'formula-engine', action: 'evaluate', input: { formula: 'REPT("x", 1000000000)' } },
  { tool: 'formula-engine', action: 'evaluate', input: { formula: `${'('.repeat(20_000)}1${')'.repeat(20_000)}` } },
];

describe.each(engines)('the event loop of a server on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  /** The longest time that the event loop was held while `work` ran. */
  const longestBlockMs = async (work: () => Promise<void>): Promise<number> => {
    const loop = watchLoop();
    await work();
    return loop.stop();
  };

  it('is never held for long by a run over 5 MB of CSV', async () => {
    const row = 'John Miller,1/15/24,1500.25,West\n';
    const csv = `name,date,amount,region\n${row.repeat(Math.ceil((5 * 1024 * 1024) / row.length))}`;
    const body = JSON.stringify({ input: 'Clean', data: { csv } });
    let state = '';
    const held = await longestBlockMs(async () => {
      const reply = await at.call('POST', '/v1/agents/data-cleanup/runs', body);
      expect(reply.status).toBe(200);
      state = reply.body.status;
    });
    expect(state).toMatch(/completed|failed/);
    console.log(`event loop on ${engine}: held ${held} ms at most during 5 MB of CSV (${state})`);
    expect(held).toBeLessThan(blockedMsMax);
  });

  it('is never held for long by tools that are fed bombs, and each of their runs ends', async () => {
    const agents = await Promise.all(
      bombs.map((bomb, index) => at.agent(`bomb-${index}`, 'one', { model: 'playbook', config: { playbook: [bomb], timeout_ms: 1_500 } })),
    );
    const held = await longestBlockMs(async () => {
      const answers = await Promise.all(agents.map((agent) => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' })));
      for (const { body } of answers) {
        expect(body.status).toMatch(/completed|failed|timeout/);
        expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
      }
    });
    console.log(`event loop on ${engine}: held ${held} ms at most during ${bombs.length} bombs`);
    expect(held).toBeLessThan(blockedMsMax);
    expect((await at.call('GET', '/readyz')).status).toBe(200);
  });
});
