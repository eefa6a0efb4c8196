import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../test/domain-world.ts';
import type { DomainWorld } from '../../test/domain-world.ts';
import { engines } from '../../test/world.ts';
import { agtOfUuid } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import { Secret } from '../kernel/secret.ts';
import { createAgent, deleteAgent, getAgent, listAgents, listVersions, restoreVersion, updateAgent } from './agents/index.ts';
import {
  createCredential,
  getCredential,
  issueRecoveryKey,
  listCredentials,
  revokeAllCredentials,
  revokeCredential,
  rotateCredential,
  updateCredential,
} from './credentials/index.ts';
import type { At } from './home.ts';
import {
  assignInteraction,
  getInteraction,
  getRules,
  listInteractions,
  putRules,
  resolveInteraction,
  snoozeInteraction,
} from './interactions/index.ts';
import { addProvider, listModels, listProviders, removeProvider } from './providers/index.ts';
import { cancelRun, getRun, listRuns, startRun } from './runs/index.ts';
import { getSession, listSessionEvents, listSessions, renameSession } from './sessions/index.ts';

const slugs = ['alpha', 'beta', 'gamma'];
const run = (agent: string, sessionId?: string) => ({
  agent,
  sessionId,
  input: 'Go',
  data: null,
  override: {},
  origin: 'api_key' as const,
});

/** What an organisation owns, to be aimed at by another one. */
interface Targets {
  readonly agents: readonly string[];
  readonly ids: readonly string[];
}

type Attempt = (at: At, address: string, id: string) => Promise<unknown>;
/** What makes something new and is aimed at nothing. */
const creations: readonly Attempt[] = [
  (at, address) => createAgent(at, { slug: slugs.includes(address) ? address : 'alpha', model: 'gpt-4o' }),
  (at) => createCredential(at, { name: 'same name', orgWide: true }),
  (at) => addProvider(at, { provider: 'openai', apiKey: new Secret('sk-of-a'), models: ['b-model'] }),
];
const rules = {
  assigneeUserId: null,
  deadlineS: 60,
  onTimeout: 'approve',
  timeoutAnswer: null,
  escalateAfterS: null,
  escalateUserId: null,
} as const;
const aimed: readonly Attempt[] = [
  (at, address) => updateAgent(at, { address, changes: { slug: 'gamma', systemPrompt: 'taken over', status: 'paused' } }),
  (at, address) => restoreVersion(at, { address, version: 1 }),
  (at, address) => deleteAgent(at, address),
  (at, address) => createCredential(at, { name: 'same name', agents: [address] }),
  (at, address) => createCredential(at, { name: 'acts', kind: 'agent_key', agent: address }),
  (at, _address, id) => revokeCredential(at, id),
  (at, _address, id) => rotateCredential(at, { id }),
  (at, _address, id) => updateCredential(at, { id, changes: { name: 'taken over', orgWide: true, networks: ['192.0.2.1'] } }),
  (at, address) => revokeAllCredentials(at, { agent: address }),
  (at, _address, id) => revokeAllCredentials(at, { except: [id] }),
  (at, address) => issueRecoveryKey(at, address),
  (at, _address, id) => removeProvider(at, id),
  (at, address) => startRun(at, run(address)),
  (at, address, id) => startRun(at, run(address, id)),
  (at, _address, id) => cancelRun(at, id),
  (at, _address, id) => renameSession(at, { id, name: 'taken over' }),
  (at, _address, id) => resolveInteraction(at, { id, decision: 'approve' }),
  (at, _address, id) => assignInteraction(at, { id, userId: null }),
  (at, _address, id) => snoozeInteraction(at, { id, until: null }),
  (at, address) => putRules(at, { address, rules }),
];
const attempts = [...creations, ...aimed];
const looks: readonly Attempt[] = [
  (at, address) => getAgent(at, address),
  (at, address) => listVersions(at, address),
  (at, _address, id) => getCredential(at, id),
  (at, _address, id) => getRun(at, { id }),
  (at, _address, id) => getSession(at, id),
  (at, _address, id) => getInteraction(at, id),
  (at, address) => getRules(at, address),
  (at, _address, id) => listSessionEvents(at, { sessionId: id, after: 0, limit: 10 }),
  (at, _address, id) => listRuns(at, { limit: 10, session: id }),
];

describe.each(engines)('two organisations on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const fill = async (at: At): Promise<Targets> => {
    const made = [await createAgent(at, { slug: 'alpha', model: 'gpt-4o' }), await createAgent(at, { slug: 'beta', model: 'gpt-4o' })];
    const { credential } = await createCredential(at, { name: 'same name', agents: ['alpha'] });
    const provider = await addProvider(at, { provider: 'openai', apiKey: new Secret('sk-of-b') });
    const started = await startRun(at, run('alpha'));
    return {
      agents: made.flatMap((agent) => [agent.id, agtOfUuid(agent.id), String(agent.number)]),
      ids: [credential.id, provider.id, started.runId, started.sessionId, ...made.map((agent) => agent.id)],
    };
  };
  const observe = async (at: At): Promise<string> => {
    const runs = (await listRuns(at, { limit: 100 })).items;
    return JSON.stringify([
      await listAgents(at, { limit: 100 }),
      await listCredentials(at, { limit: 100 }),
      await listProviders(at, undefined),
      await listModels(at, undefined),
      await listSessions(at, { limit: 100 }),
      await listInteractions(at, { limit: 100 }),
      await Promise.all(runs.map((one) => getRun(at, { id: one.id }))),
      (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId).length,
    ]);
  };
  const isRefusal = (error: unknown): undefined => {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  };

  it('S59: whatever one does, also with the ids of the other, the other sees no difference', async () => {
    const step = fc.tuple(fc.nat({ max: attempts.length - 1 }), fc.nat({ max: 30 }), fc.nat({ max: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const [a, b] = [await world.org(), await world.org()];
        const [own, foreign] = [await fill(a), await fill(b)];
        const before = await observe(b);
        const addresses = [...slugs, ...foreign.agents, ...own.agents];
        const ids = [...foreign.ids, ...own.ids];
        const caller = as(a, keyCaller(a, ['*']));
        for (const [which, address, id] of steps) {
          const attempt = attempts[which] ?? attempts[0];
          await attempt?.(caller, addresses[address % addresses.length] ?? '', ids[id % ids.length] ?? '').catch(isRefusal);
        }
        expect(await observe(b)).toBe(before);
      }),
      { numRuns: 15 },
    );
  });

  it('404: nothing of the other can be read, changed or told from what does not exist', async () => {
    const [a, b] = [await world.org(), await world.org()];
    const foreign = await fill(b);
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
    const answer = async (attempt: Attempt, address: string, id: string): Promise<unknown> =>
      attempt(a, address, id).then(
        () => 'done',
        (error: unknown) => (error instanceof Refusal ? [error.kind, error.reason, error.message, error.detail] : String(error)),
      );
    for (const attempt of [...aimed, ...looks]) {
      const none = await answer(attempt, unknown, unknown);
      expect(none, attempt.toString()).toEqual(['not_found', expect.stringMatching(/\.unknown$/), expect.any(String), {}]);
      for (const address of foreign.agents) {
        for (const id of foreign.ids) expect(await answer(attempt, address, id), attempt.toString()).toEqual(none);
      }
    }
  });
});
