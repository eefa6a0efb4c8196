import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../browsers.ts';
import { mailBox } from '../mail-box.ts';
import type { MailBox } from '../mail-box.ts';
import { startOpenId } from '../openid.ts';
import type { OpenId } from '../openid.ts';
import { dumpOf } from '../raw-sql.ts';
import { send } from '../requests.ts';
import { all } from '../route-table.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import type { StandIn } from '../stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import type { World } from '../world.ts';

const masterKey = Buffer.from('canary-master-key-of-32-bytes-00').toString('hex');
const mailPassword = 'canary-mail-password-5f2d';
const oidcSecret = 'canary-oidc-secret-9c41';
const prompt = 'canary-prompt-of-a-customer-7b3e';
const hostile = [
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](STUB/?d=SECRET)',
  '[a]: STUB/ref "t"',
  '<svg onload=alert(1)>',
  '\u001b[31mred',
];

describe.each(engines)('what the operator and the customers entrust on %s', (engine) => {
  let w: World;
  let standIn: StandIn;
  let openId: OpenId;
  let mail: MailBox;
  const lines: string[] = [];
  beforeAll(async () => {
    standIn = await startStandIn();
    openId = await startOpenId();
    mail = await mailBox({ login: { user: 'forge', pass: mailPassword } });
    const at = await place(engine, {
      ...standInSettings(standIn.url),
      FORGEYARD_MASTER_KEY: masterKey,
      FORGEYARD_SMTP_URL: mail.url.replace('smtp://', `smtp://forge:${mailPassword}@`),
      FORGEYARD_MAIL_FROM: 'forge@example.org',
      FORGEYARD_OIDC_ISSUER: openId.issuer,
      FORGEYARD_OIDC_CLIENT_ID: openId.clientId,
      FORGEYARD_OIDC_CLIENT_SECRET: oidcSecret,
      FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1',
    });
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    w = await world(engine, { place: at, logger: pino({ level: 'trace' }, sink) });
  });
  afterAll(async () => {
    await w.close();
    await Promise.all([standIn.close(), openId.close(), mail.close()]);
  });

  test('S50: the master key and the secrets of the mail server and the provider are in no answer, log line, entry or file', async () => {
    const boss = await owned(w);
    const seen: string[] = [];
    const post = (path: string, body: unknown) =>
      send(w.url, 'POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    seen.push((await boss.call('POST', '/v1/invitations', { email: 'guest@example.org', role: 'viewer' })).text);
    expect((await mail.next()).to).toEqual(['guest@example.org']);
    await mail.close();
    // The mail server is gone, and the provider takes nobody with this secret: both faults are logged.
    seen.push((await boss.call('POST', '/v1/invitations', { email: 'late@example.org', role: 'viewer' })).text);
    const begun = await post('/v1/auth/oidc/oidc', { return_to: '/' });
    seen.push(begun.text);
    const state = new URL(begun.body.url).searchParams.get('state') ?? '';
    const cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const back = await fetch(`${w.url}/v1/auth/oidc/oidc/callback?code=invented&state=${state}`, {
      redirect: 'manual',
      headers: { cookie },
    });
    seen.push([...back.headers].join('\n'));
    for (const route of all.flatMap((face) => face.routes).filter((one) => one.method === 'GET' && !one.path.includes(':'))) {
      seen.push((await w.call('GET', route.path)).text, (await boss.call('GET', route.path)).text);
    }
    for (const path of ['/metrics', '/openapi.json', '/docs', '/healthz', '/readyz']) seen.push((await w.call('GET', path)).text);
    const dir = w.place.env['FORGEYARD_DATA_DIR'] ?? '';
    const files = readdirSync(dir)
      .filter((name) => statSync(join(dir, name)).isFile())
      .map((name) => readFileSync(join(dir, name), 'latin1'));
    const places = { answers: seen.join('\n'), log: lines.join(''), store: await dumpOf(w.place), files: files.join('\n') };
    for (const [name, text] of Object.entries(places)) {
      for (const secret of [masterKey, Buffer.from(masterKey, 'hex').toString('latin1'), mailPassword, oidcSecret]) {
        expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
      }
    }
    expect(places.store).toContain('late@example.org');
  });

  test('S50: what a customer asks an agent is in its session, and in no log line, entry, metric or fault', async () => {
    for (const script of ['one', 'fault-401', 'fault-500', 'fault-garbage']) {
      await w.agent(`asked-${script}`, script, { config: { retry_on_error: false } });
      await w.call('POST', `/v1/agents/asked-${script}/runs`, { input: prompt, data: { note: prompt } });
      await w.call('POST', `/v1/agents/asked-${script}/runs`, `{"input":"${prompt}`);
      await w.call('POST', `/v1/agents/asked-${script}/runs`, { input: prompt, [prompt]: 1 });
    }
    const texts = {
      log: lines.join(''),
      metrics: (await w.call('GET', '/metrics')).text,
      trail: (await w.call('GET', '/v1/audit/export?format=jsonl')).text,
    };
    for (const [name, text] of Object.entries(texts)) expect(text.includes(prompt), name).toBe(false);
    expect((await w.call('GET', '/v1/runs')).text).toContain(prompt);
  });

  test('S21: payloads that are stored in names, profiles, sessions and errors come back as JSON text, and nobody fetches what they name', async () => {
    const before = standIn.requests.length;
    const payload = hostile.join(' ').replaceAll('STUB', standIn.url);
    const boss = await owned(w);
    const id = (await boss.call('POST', '/v1/agents', { slug: 'stored', model: 'gpt-4o', description: payload, system_prompt: payload }))
      .body.id;
    await boss.call('PATCH', '/v1/me', { name: payload.slice(0, 90).replaceAll('\u001b', '') });
    await boss.call('PUT', `/v1/agents/${id}/profile`, { introduction: payload.replaceAll('\u001b', ''), status: 'active' });
    const agt = `agt_${String(id).replaceAll('-', '')}`;
    const json = [
      `/v1/agents/${id}`,
      '/v1/agents',
      '/v1/members',
      '/v1/me',
      `/v1/agents/${id}/profile`,
      '/v1/audit',
      `/v1/agents/${encodeURIComponent(payload)}`,
    ];
    for (const path of json) {
      const reply = await boss.call('GET', path);
      expect(reply.headers.get('content-type'), path).toMatch(/^application\/(?:problem\+)?json/);
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.body, path).toBeDefined();
    }
    for (const path of ['/directory', `/directory/${agt}`, '/api/agents/directory']) {
      const reply = await send(w.url, 'GET', path, { headers: { accept: 'text/html' } });
      if (reply.headers.get('content-type')?.startsWith('text/html') === true) {
        expect(reply.text, path).not.toMatch(/<img src=x|<svg onload|href="javascript:/i);
        expect(reply.headers.get('content-security-policy'), path).toMatch(/default-src 'none'/);
      }
    }
    expect(standIn.requests.length).toBe(before);
  });
});
