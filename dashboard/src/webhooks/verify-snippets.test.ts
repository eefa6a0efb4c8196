import { spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeSnippet, pythonSnippet } from './verify-snippets.ts';

const folder = mkdtempSync(join(tmpdir(), 'forgeyard-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = randomBytes(24);
const body = '{"type":"task.created","data":{"title":"Grüße"}}';

function signed(secret: Buffer, text: string, atSeconds: number) {
  const signature = createHmac('sha256', secret).update(`msg_1.${atSeconds}.${text}`).digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(atSeconds), 'webhook-signature': `v1,${signature}` };
}

const callers = {
  node: [nodeSnippet, 'mjs', `console.log(JSON.stringify(verify(JSON.parse(process.argv[2]), process.argv[3])));`],
  python: [pythonSnippet, 'py', `import sys\nprint(json.dumps(verify(json.loads(sys.argv[1]), sys.argv[2].encode())))`],
} as const;

function run(language: keyof typeof callers, headers: object, text: string) {
  const [snippet, ending, call] = callers[language];
  const path = join(folder, `verify.${ending}`);
  writeFileSync(path, `${snippet}\n${call}\n`);
  const program = language === 'node' ? process.execPath : 'python3';
  const env = { ...process.env, WEBHOOK_SECRET: `whsec_${key.toString('base64')}` };
  return spawnSync(program, [path, JSON.stringify(headers), text], { env, encoding: 'utf8', timeout: 60_000 });
}

const hasPython = spawnSync('python3', ['-V']).status === 0;
if (!hasPython) process.stderr.write('python3 is missing: its sample was left out\n');

describe.each(hasPython ? (['node', 'python'] as const) : (['node'] as const))('the sample for %s', (language) => {
  const now = Math.floor(Date.now() / 1000);

  test('accepts a delivery that was signed with the secret', () => {
    const { status, stdout } = run(language, signed(key, body, now), body);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(body));
  });

  test('accepts one good signature of two, as during a rotation', () => {
    const good = signed(key, body, now);
    const other = signed(randomBytes(24), body, now)['webhook-signature'];
    expect(run(language, { ...good, 'webhook-signature': `${other} ${good['webhook-signature']}` }, body).status).toBe(0);
  });

  test('refuses a changed body, another secret and an old delivery', () => {
    expect(run(language, signed(key, body, now), body.replace('created', 'deleted')).stderr).toContain('Wrong signature');
    expect(run(language, signed(randomBytes(24), body, now), body).stderr).toContain('Wrong signature');
    expect(run(language, signed(key, body, now - 301), body).stderr).toContain('Too old');
  });
});
