import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tamper } from '../../../server/test/raw-sql.ts';
import { world } from '../../../server/test/world.ts';
import type { World } from '../../../server/test/world.ts';
import { desk } from '../../test/world.ts';
import type { Desk } from '../../test/world.ts';

describe('forgeyard audit', () => {
  let w: World;
  let shell: Desk;
  beforeAll(async () => {
    w = await world('sqlite');
    shell = desk();
    await w.agent('watched');
  });
  afterAll(async () => {
    shell.dispose();
    await w.close();
  });

  const run = (...argv: readonly string[]) => shell.run(argv, { env: { FORGEYARD_URL: w.url, FORGEYARD_KEY: w.key } });

  test('export writes JSON Lines or CSV to standard output, narrowed as asked', async () => {
    const lines = await run('audit', 'export', '--event', 'agent.*');
    expect(lines.code).toBe(0);
    expect(
      lines.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toContain('agent.registered');
    const sheet = await run('audit', 'export', '--format', 'csv', '--agent', 'watched');
    expect(sheet.out).toMatch(/^id,seq,event,/);
    expect(sheet.out.trimEnd().split('\r\n')).toHaveLength(2);
    expect((await run('audit', 'export', '--format', 'xml')).code).toBe(2);
    expect((await run('audit', 'export', '--event', 'NO')).code).toBe(1);
  });

  test('verify prints the head, which can be kept and compared; exit code 1 and the id of the entry when the trail is broken', async () => {
    const whole = await run('audit', 'verify');
    expect(whole).toMatchObject({ code: 0 });
    const head = /^head +([1-9][0-9]*:[0-9a-f]{64})$/m.exec(whole.out)?.[1] ?? '';
    expect(whole.out).toMatch(/^ok +\d+ entries$/m);
    expect((await run('audit', 'verify', '--head', head)).code).toBe(0);
    expect((await run('audit', 'verify', '--head', 'x')).code).toBe(2);
    const other = await run('audit', 'verify', '--head', `${head.split(':')[0]}:${'0'.repeat(64)}`);
    expect(other).toMatchObject({ code: 1 });
    await tamper(w.place, `update audit_entries set target = 'x' where event = 'agent.registered' and seq = 2`);
    const verdict = JSON.parse((await run('audit', 'verify', '--json')).out);
    const broken = await run('audit', 'verify');
    expect(verdict.ok).toBe(false);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain(`(${verdict.broken.id}): its content is not what was recorded`);
    expect(broken.out).not.toMatch(/^head/m);
  });
});
