import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeProtectedHeader } from 'jose';
import { as, domainWorld, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { RecoveryCaller } from '../../kernel/caller.ts';
import { CachedKeyVerifier, createIdentityKey, updateCredential } from '../credentials/index.ts';
import type { At, Home } from '../home.ts';
import { CachedTokenVerifier, createTokenSigner, issueToken, registerAccount, sealedSigningKeys } from './index.ts';
import { deleteAccount, updateAgent } from '../agents/index.ts';
import { systemCaller } from '../../kernel/caller.ts';

const dayMs = 24 * 3_600_000;
const request = { id: 'req-test', ip: '192.0.2.1', userAgent: 'test' };
const registration = { name: 'weather', description: '', metadata: {}, invitation: undefined };

describe.each(engines)('tokens of agent accounts on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  /** A process of its own on the same store, with a clock that the test moves. */
  const process = (base: Home = world.home) => {
    const moved = withClock({ home: base, caller: systemCaller(''), request });
    const signer = createTokenSigner(moved.at.home, undefined);
    const home: Home = { ...moved.at.home, tokenSigner: signer };
    return { home, signer, advance: moved.advance, verifier: new CachedTokenVerifier(home, signer) };
  };
  const open = async (home: Home, expiresInDays?: number) => {
    const { agentId, recoveryKey } = await registerAccount(home, request, registration);
    const recovery = await new CachedKeyVerifier(home).verify(recoveryKey.reveal(), request.ip);
    const at: At = { home, caller: recovery, request };
    const { key, credential } = await createIdentityKey(at, { name: 'cli', ...(expiresInDays === undefined ? {} : { expiresInDays }) });
    const issue = async (): Promise<string> => {
      const caller = await new CachedKeyVerifier(home).verify(key.reveal(), request.ip);
      return (await issueToken(as(at, caller))).token.reveal();
    };
    return { at, agentId, keyId: credential.id, issue, orgId: (recovery as RecoveryCaller).orgId };
  };

  it('a token stands for its agent and nothing else, with the scopes of its key and what every account may do to itself', async () => {
    const here = process();
    const { agentId, keyId, issue, orgId } = await open(here.home);
    const caller = await here.verifier.verify(await issue(), request.ip);
    expect(caller).toMatchObject({ kind: 'agentToken', orgId, agentId, credentialId: keyId, credentialName: 'cli' });
    expect([...(caller.agentIds ?? [])]).toEqual([agentId]);
    expect([...caller.grants].sort()).toEqual(
      ['conversations:read', 'messages:read', 'messages:write', 'presence:update', 'self:profile', 'self:read'].sort(),
    );
  });

  it('403: a token is refused from addresses that its key may not be used from, remembered or not', async () => {
    const here = process();
    const { at, issue, keyId, orgId } = await open(here.home);
    const token = await issue();
    const owner = as(at, systemCaller(orgId));
    await updateCredential(owner, { id: keyId, changes: { networks: ['192.0.2.0/24'] } });
    expect((await here.verifier.verify(token, request.ip)).credentialId).toBe(keyId);
    expect(here.verifier.recall(token, '198.51.100.1')).toBeUndefined();
    await expect(here.verifier.verify(token, '198.51.100.1')).rejects.toMatchObject({ reason: 'credential.ip_not_allowed' });
  });

  it('a key whose scopes were narrowed narrows its tokens', async () => {
    const here = process();
    const { at, issue, keyId, orgId } = await open(here.home);
    const token = await issue();
    await updateCredential(as(at, systemCaller(orgId)), { id: keyId, changes: { scopes: ['messages:read'] } });
    expect([...(await here.verifier.verify(token, request.ip)).grants].sort()).toEqual(['messages:read', 'self:profile', 'self:read']);
  });

  it('a remembered token is answered without the database, until it has expired', async () => {
    const here = process();
    const token = await (await open(here.home)).issue();
    expect(here.verifier.recall(token, request.ip)).toBeUndefined();
    const caller = await here.verifier.verify(token, request.ip);
    expect(here.verifier.recall(token, request.ip)).toBe(caller);
    here.advance(599_000);
    await here.verifier.verify(token, request.ip);
    here.advance(1_001);
    expect(here.verifier.recall(token, request.ip)).toBeUndefined();
    await expect(here.verifier.verify(token, request.ip)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'credential.expired' });
    await expect(process(here.home).verifier.verify(token, request.ip)).rejects.toMatchObject({ reason: 'credential.expired' });
  });

  it('a token that another process verified is refused there within a second after its agent is paused or deleted', async () => {
    const here = process();
    const elsewhere = process({ ...world.home, store: silent(world.home) });
    const { at, agentId, issue, orgId } = await open(here.home);
    const token = await issue();
    await elsewhere.verifier.verify(token, request.ip);
    const owner = { ...at, caller: systemCaller(orgId) };
    await updateAgent(owner, { address: agentId, changes: { status: 'paused' } });
    expect(here.verifier.recall(token, request.ip)).toBeUndefined();
    elsewhere.advance(1_000);
    await expect(elsewhere.verifier.verify(token, request.ip)).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'credential.revoked',
    });
    await updateAgent(owner, { address: agentId, changes: { status: 'active' } });
    elsewhere.advance(1_000);
    await elsewhere.verifier.verify(token, request.ip);
    await deleteAccount(at, undefined);
    elsewhere.advance(1_000);
    await expect(elsewhere.verifier.verify(token, request.ip)).rejects.toMatchObject({ reason: 'credential.revoked' });
  });

  it('processes that sign for the first time at once make one key, and each takes the tokens of the others', async () => {
    const fresh = await domainWorld(engine);
    const processes = Array.from({ length: 4 }, () => process(fresh.home));
    const { agentId } = await registerAccount(fresh.home, request, registration);
    expect(agentId).toBeDefined();
    const signers = await Promise.all(processes.flatMap(({ signer }) => [signer.keys.current(), signer.keys.current()]));
    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
    expect(await fresh.rows('signing_keys')).toHaveLength(1);
    const [first, second] = processes;
    if (first === undefined || second === undefined) throw new Error('no processes');
    const token = await (await open(first.home)).issue();
    await expect(second.verifier.verify(token, request.ip)).resolves.toMatchObject({ kind: 'agentToken' });
    await fresh.close();
  });

  it('after 90 days a new key signs; tokens of the old one verify until they end, and then it is no longer published', async () => {
    const here = process();
    const { issue } = await open(here.home);
    await issue();
    const [key] = await world.rows('signing_keys');
    here.advance((key?.created_at ?? 0) + 90 * dayMs - here.home.clock.now() - 1_000);
    const old = await issue();
    here.advance(2_000 + 60_000);
    const young = await issue();
    const kidOf = (token: string) => decodeProtectedHeader(token).kid;
    expect(kidOf(young)).not.toBe(kidOf(old));
    await here.verifier.verify(old, request.ip);
    await here.verifier.verify(young, request.ip);
    const kids = async () => (await here.signer.keys.published()).map((key) => key.kid);
    expect(await kids()).toEqual(expect.arrayContaining([kidOf(old), kidOf(young)]));
    here.advance(3_600_000);
    expect(await kids()).not.toContain(kidOf(old));
    await process(here.home).verifier.verify(await issue(), request.ip);
  });

  it('the private part is only stored sealed, bound to its row', async () => {
    const here = process();
    await here.signer.keys.current();
    const rows = await world.rows('signing_keys');
    expect(JSON.stringify(rows)).not.toContain('"d"');
    const [text] = await world.home.read((tx) => sealedSigningKeys.page(tx, null, 10));
    expect(here.home.sealer.open(text?.sealed ?? '', text?.context ?? '').reveal()).toContain('"d"');
    expect(() => here.home.sealer.open(text?.sealed ?? '', 'signing_keys/private_sealed/-/other')).toThrow();
  });

  it.each([
    ['closed', 'registration.closed'],
    ['invite', 'registration.invitation_needed'],
  ] as const)('403: nobody registers uninvited where registration is %s', async (policy, reason) => {
    const before = await world.rows('agents');
    const home: Home = { ...world.home, registration: policy };
    await expect(registerAccount(home, request, registration)).rejects.toMatchObject({ kind: 'forbidden', reason });
    expect(await world.rows('agents')).toEqual(before);
  });

  it('an invitation cannot be made up, and a failed registration leaves no organization behind', async () => {
    const before = await world.rows('orgs');
    const invited = { ...registration, invitation: 'made-up' };
    await expect(registerAccount(world.home, request, invited)).rejects.toMatchObject({ kind: 'invalid', reason: 'invitation.unknown' });
    expect(await world.rows('orgs')).toEqual(before);
  });
});

/** The same store, except that commits are not heard of, as on another machine. */
function silent(home: Home): Home['store'] {
  const { store } = home;
  return {
    engine: store.engine,
    capabilities: store.capabilities,
    transact: (work, options) => store.transact(work, options),
    read: (work) => store.read(work),
    onCommitted: () => undefined,
    hint: () => undefined,
    onHint: () => undefined,
    maintain: () => store.maintain(),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
