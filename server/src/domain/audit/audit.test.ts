import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { Secret } from '../../kernel/secret.ts';
import { createAgent, deleteAgent, restoreVersion, updateAgent } from '../agents/index.ts';
import {
  createCredential,
  issueRecoveryKey,
  revokeAllCredentials,
  revokeCredential,
  rotateCredential,
  updateCredential,
} from '../credentials/index.ts';
import type { At, Home } from '../home.ts';
import { updateOrg } from '../orgs/index.ts';
import { putAgentProfile } from '../profiles/index.ts';
import { addProvider, removeProvider } from '../providers/index.ts';
import { startRun } from '../runs/index.ts';
import { renameSession } from '../sessions/index.ts';

interface Ids {
  agent: string;
  key: string;
  provider: string;
  session: string;
}

const model = 'gpt-4o';
const run = (agent: string) => ({ agent, input: 'Go', data: null, override: {}, origin: 'api_key' as const });

/** Every operation that changes something, with what it needs and the entry it leaves. */
const operations: readonly [string, (at: At, ids: Ids) => Promise<unknown>][] = [
  ['agent.registered', (at) => createAgent(at, { slug: 'fresh', model })],
  ['agent.updated', (at, ids) => updateAgent(at, { address: ids.agent, changes: { systemPrompt: 'canary-prompt' } })],
  ['agent.version_restored', (at, ids) => restoreVersion(at, { address: ids.agent, version: 1 })],
  ['agent.deleted', (at, ids) => deleteAgent(at, ids.agent)],
  ['key.created', (at) => createCredential(at, { name: 'fresh', orgWide: true })],
  ['key.revoked', (at, ids) => revokeCredential(at, ids.key)],
  ['key.updated', (at, ids) => updateCredential(at, { id: ids.key, changes: { name: 'other', scopes: ['read'] } })],
  ['key.rotated', (at, ids) => rotateCredential(at, { id: ids.key, graceHours: 1 })],
  ['keys.revoked_all', (at) => revokeAllCredentials(at, {})],
  ['recovery_key.issued', (at, ids) => issueRecoveryKey(at, ids.agent)],
  ['profile.created', (at, ids) => putAgentProfile(at, { address: ids.agent, fields: { introduction: 'canary-introduction' } })],
  ['org.updated', (at) => updateOrg(at, { name: 'Renamed' })],
  ['provider.added', (at) => addProvider(at, { provider: 'openai', apiKey: new Secret('sk-canary-key') })],
  ['provider.removed', (at, ids) => removeProvider(at, ids.provider)],
  ['session.renamed', (at, ids) => renameSession(at, { id: ids.session, name: 'Renamed' })],
];

describe.each(engines)('the audit trail on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const prepare = async (): Promise<{ at: At; ids: Ids }> => {
    const at = await world.org();
    const agent = (await createAgent(at, { slug: 'old', model })).id;
    const key = (await createCredential(at, { name: 'old', orgWide: true })).credential.id;
    const provider = (await addProvider(at, { provider: 'openai', apiKey: new Secret('sk-old') })).id;
    const session = (await startRun(at, run(agent))).sessionId;
    return { at, ids: { agent, key, provider, session } };
  };
  const entries = async (at: At) => (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId);

  it.each(operations)(
    '%s is recorded once, with who, from where and through which request, and without any secret',
    async (event, change) => {
      const { at, ids } = await prepare();
      const before = new Set((await entries(at)).map((row) => row.id));
      const caller = keyCaller(at, ['*']);
      await change(as(at, caller), ids);
      const added = (await entries(at)).filter((row) => !before.has(row.id));
      expect(added).toHaveLength(1);
      expect(added[0]).toMatchObject({
        event,
        actor: `key:${caller.credentialId}`,
        ip: '192.0.2.1',
        user_agent: 'test',
        request_id: 'req-test',
      });
      expect(JSON.stringify(added)).not.toMatch(/canary|forge_/);
    },
  );

  it.each(operations)('S52: %s leaves neither a change nor an entry when its transaction rolls back', async (_event, change) => {
    const { at, ids } = await prepare();
    const before = await world.everything();
    const failing: Home = {
      ...at.home,
      transact: (work) =>
        at.home.transact(async (tx) => {
          await work(tx);
          throw new Error('rolled back');
        }),
    };
    await expect(change({ ...at, home: failing }, ids)).rejects.toThrow('rolled back');
    expect(await world.everything()).toBe(before);
  });

  it.each(operations)('403: %s needs a grant; without it nothing changes and nothing is recorded', async (_event, change) => {
    const { at, ids } = await prepare();
    const before = await world.everything();
    await expect(change(as(at, keyCaller(at, ['read'])), ids)).rejects.toMatchObject({ kind: 'forbidden', reason: 'caller.lacks_grant' });
    expect(await world.everything()).toBe(before);
  });
});
