import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveServer } from '../test/live-server.ts';
import type { LiveServer } from '../test/live-server.ts';
import { AuthenticationError, ConflictError, Forgeyard, NotFoundError, PermissionError } from './index.ts';

let server: LiveServer;
let forge: Forgeyard;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
});

afterAll(() => server.stop(), 20_000);

const clientOf = (apiKey: string): Forgeyard => new Forgeyard({ baseUrl: server.url, apiKey, timeoutMs: 15_000 });

describe('keys, audit log and directory against the real server', () => {
  test('a key is made for some agents, changed while it is in use, and counted', async () => {
    await forge.agents.create({ slug: 'keyed', template: 'data-cleanup' });
    const made = await forge.credentials.create({ name: 'narrow', agent_ids: ['keyed'], rate_limit_per_minute: 600 });
    const narrow = clientOf(made.key);
    expect((await narrow.agents.get('keyed')).slug).toBe('keyed');
    await expect(narrow.agents.get('data-cleanup')).rejects.toBeInstanceOf(NotFoundError);
    const changed = await forge.credentials.update(made.id, { scopes: ['read'], org_wide: true, ip_allow: ['127.0.0.0/8'] });
    expect(changed).toMatchObject({ org_wide: true, agents: [], ip_allow: ['127.0.0.0/8'], rate_limit_per_minute: 600 });
    expect((await narrow.agents.get('data-cleanup')).slug).toBe('data-cleanup');
    await expect(narrow.agents.delete('keyed')).rejects.toBeInstanceOf(PermissionError);
    await expect.poll(async () => (await forge.credentials.get(made.id)).usage.at(-1)?.requests).toBe(4);
    expect((await forge.credentials.list({ agent: 'keyed' }).all()).map(({ name }) => name)).not.toContain('narrow');
  });

  test('a key is rotated once, and all keys but some end together', async () => {
    const old = await forge.credentials.create({ name: 'turning', org_wide: true });
    const next = await forge.credentials.rotate(old.id, { grace_hours: 1 });
    expect(next).toMatchObject({ name: 'turning', rotated_from: old.id, old: { id: old.id, grace_until: expect.any(String) } });
    await expect(forge.credentials.rotate(old.id)).rejects.toBeInstanceOf(ConflictError);
    expect((await clientOf(old.key).me()).credential?.name).toBe('turning');
    const own = (await forge.me()).credential?.id ?? '';
    const { revoked } = await forge.credentials.revokeAll({ except: [own] });
    expect(revoked).toBeGreaterThanOrEqual(2);
    await expect(clientOf(next.key).me()).rejects.toBeInstanceOf(AuthenticationError);
    expect((await forge.credentials.list({ status: 'active' }).all()).map(({ id }) => id)).toEqual([own]);
  });

  test('the audit log is read, taken away as a file and verified', async () => {
    const entries = await forge.audit.list({ event: 'key.*', limit: 2 }).all();
    expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['key.created', 'key.updated', 'key.rotated']));
    const file = await forge.audit.export('jsonl', { event: 'key.*' });
    const lines = (await file.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(entries.map(({ id }) => id));
    expect(await forge.audit.verify()).toMatchObject({ ok: true, broken: null });
  });

  test('a profile is published, found by strangers and taken back', async () => {
    await expect(forge.profiles.get('data-cleanup')).rejects.toBeInstanceOf(NotFoundError);
    const put = await forge.profiles.put('data-cleanup', { introduction: 'I clean tables.', category: 'data' });
    expect(put).toMatchObject({ status: 'active', is_listed: true, agent: { slug: 'data-cleanup' } });
    const stranger = new Forgeyard({ baseUrl: server.url });
    const entry = { agent_id: put.agent_id, introduction: 'I clean tables.', category: 'data' };
    expect(await stranger.directory.search({ q: 'clean', category: 'data' })).toMatchObject({
      profiles: [entry],
      total: 1,
      has_more: false,
    });
    expect(await stranger.directory.random(3)).toMatchObject([entry]);
    await expect(stranger.directory.get(put.agent_id)).rejects.toBeInstanceOf(AuthenticationError);
    expect(await forge.directory.get(put.agent_id)).toMatchObject(entry);
    await forge.profiles.remove('data-cleanup');
    expect((await stranger.directory.search()).profiles).toEqual([]);
  });
});
