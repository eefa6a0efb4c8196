import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createSealer } from '../../kernel/sealer.ts';
import { Secret } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { At } from '../home.ts';
import { accessFor, addProvider, listModels, listProviders, removeProvider } from './index.ts';

const moveKey = statement<{ from: string; to: string }>((db, arg) =>
  db
    .updateTable('provider_accounts')
    .set((eb) => ({ key_sealed: eb.selectFrom('provider_accounts as other').select('other.key_sealed').where('other.id', '=', arg.from) }))
    .where('id', '=', arg.to),
);

describe.each(engines)('provider accounts on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
  });
  const add = (on: At, key: string, more: object = {}) => addProvider(on, { provider: 'openai', apiKey: new Secret(key), ...more });
  const access = (on: At, name = 'gpt-4o', sealer = on.home.sealer) =>
    on.home.read((tx) => accessFor(tx, sealer, { orgId: on.caller.orgId, agentId: null, model: name, provider: 'openai' }));

  it('a key is sealed in the database, shown by its last four characters, and opens for its own organisation', async () => {
    const key = 'sk-canary-0123456789-wxyz';
    const account = await add(at, key);
    expect(account).toMatchObject({ keyHint: 'wxyz', baseUrl: 'https://api.openai.com/v1', label: 'openai' });
    expect(await world.everything()).not.toContain('canary-0123456789');
    expect(JSON.stringify([account, await listProviders(at, undefined)])).not.toContain('canary');
    expect(await access(at)).toEqual({ provider: 'openai', baseUrl: 'https://api.openai.com/v1', apiKey: key });
    expect(await access(await world.org())).toBeUndefined();
  });

  it('a sealed key that was moved to another row, or another organisation, does not open', async () => {
    const from = await add(at, 'sk-first');
    const other = await world.org();
    const to = await add(other, 'sk-second');
    await world.home.transact((tx) => tx.run(moveKey, { from: from.id, to: to.id }));
    await expect(access(other)).rejects.toThrow();
    expect((await access(at))?.apiKey).toBe('sk-first');
  });

  it('with another master key nothing opens, and no empty key is used instead', async () => {
    await add(at, 'sk-first');
    await expect(access(at, 'gpt-4o', createSealer(randomBytes(32)))).rejects.toThrow();
  });

  it('the account that names a model serves it, else the oldest of its provider', async () => {
    await add(at, 'sk-oldest', { baseUrl: 'https://one.example.com/v1//' });
    await add(at, 'sk-named', { models: ['my-model'] });
    expect(await access(at)).toMatchObject({ apiKey: 'sk-oldest', baseUrl: 'https://one.example.com/v1' });
    expect(await access(at, 'my-model')).toMatchObject({ apiKey: 'sk-named' });
    expect((await listModels(at, undefined)).find((one) => one.id === 'my-model')).toMatchObject({ isAvailable: true });
  });

  it.each([
    'http://127.0.0.1:9/v1',
    'http://169.254.169.254/',
    'http://[::ffff:10.0.0.1]/',
    'file:///etc/passwd',
    'https://user:pw@example.com/',
  ])('422: the address %s is refused', async (baseUrl) => {
    await expect(add(at, 'sk-x', { baseUrl })).rejects.toMatchObject({
      kind: 'unprocessable',
      reason: 'provider.address_forbidden',
      detail: { fields: [{ pointer: '/base_url' }] },
    });
    expect(await listProviders(at, undefined)).toEqual([]);
  });

  it('404: an account is removed with its key, once, and only by its own organisation', async () => {
    const account = await add(at, 'sk-gone');
    await expect(removeProvider(await world.org(), account.id)).rejects.toMatchObject({ kind: 'not_found' });
    await removeProvider(at, account.id);
    await expect(removeProvider(at, account.id)).rejects.toMatchObject({ kind: 'not_found', reason: 'provider.unknown' });
    expect(await access(at)).toBeUndefined();
    expect((await world.rows('provider_accounts')).some((row) => row.id === account.id)).toBe(false);
  });

  it('403: `read` and `write` do not reach provider accounts', async () => {
    const limited = as(at, keyCaller(at, ['read', 'write']));
    await expect(listProviders(limited, undefined)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(add(limited, 'sk-x')).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
