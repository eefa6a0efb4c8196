import { ModelError } from '../../kernel/model.ts';
import type { ModelErrorClass, ProviderAccess } from '../../kernel/model.ts';
import { AddressNotAllowed } from '../../kernel/outbound.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { Agent, AgentProvider } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { accessFor, baseUrlOf, defaultBaseUrls, ownAccount, plainBaseUrl } from '../providers/index.ts';

/** What to try: the stored configuration, with the members that are given in its place. */
export interface ConnectionTest {
  readonly agent: string;
  readonly provider?: AgentProvider | undefined;
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
  readonly model?: string | undefined;
}

export interface ConnectionReport {
  readonly connected: boolean;
  readonly model: string;
  /** Holds no key, no address, and nothing that the provider said. */
  readonly message: string;
  readonly latencyMs: number;
}

const names: { readonly [P in AgentProvider]: string } = { anthropic: 'Anthropic', openai: 'OpenAI' };

/** One text for every address that gave no answer of a provider, so that it tells nothing about what is there. */
const noAnswer = 'No model provider answered at this address.';

const messages: { readonly [C in ModelErrorClass]: string } = {
  auth: 'The provider refused the key.',
  bad_request: 'The provider refused the request; check the name of the model.',
  rate_limited: 'The provider limits the rate of requests; try again later.',
  overloaded: 'The provider is overloaded; try again later.',
  timeout: noAnswer,
  unavailable: noAnswer,
  protocol: noAnswer,
  step_failed: noAnswer,
};

interface Planned {
  readonly agentId: string;
  readonly model: string;
  /** What to call, or why nothing can be called. */
  readonly plan: ProviderAccess | { readonly verdict: string; readonly connected: boolean };
}

const plan = query<ConnectionTest, Planned>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, test) => {
    const agent = await visibleAgent(tx, caller, test.agent);
    const model = test.model ?? agent.model;
    return { agentId: agent.id, model, plan: await planFor(tx, home, agent, { ...test, model }) };
  },
});

async function planFor(tx: ReadTx, home: Home, agent: Agent, test: ConnectionTest & { readonly model: string }): Promise<Planned['plan']> {
  const family = home.models.providerOf(test.model);
  if (family === 'playbook') return { verdict: 'A playbook needs no provider.', connected: true };
  const provider = test.provider ?? agent.provider ?? family;
  if (provider === null) return refused('Say which provider serves this model: openai or anthropic.');
  if (test.apiKey !== undefined)
    return { provider, baseUrl: await addressFor(tx, agent, provider, test.baseUrl), apiKey: test.apiKey.reveal() };
  const saved = await accessFor(tx, home.sealer, { orgId: agent.orgId, agentId: agent.id, model: test.model, provider });
  if (saved === undefined || saved.provider !== provider) return refused('No key is configured for this provider.');
  if (test.baseUrl !== undefined && plainBaseUrl(test.baseUrl) !== saved.baseUrl) {
    return refused('Give the key together with a new address: a stored key is only sent to the address that it was given for.');
  }
  return saved;
}

const refused = (verdict: string) => ({ verdict, connected: false });

async function addressFor(tx: ReadTx, agent: Agent, provider: AgentProvider, given: string | undefined): Promise<string> {
  if (given !== undefined) return plainBaseUrl(given);
  const own = await ownAccount(tx, agent.id);
  if (own?.provider === provider) return own.baseUrl;
  return (await baseUrlOf(tx, agent.orgId, provider)) ?? defaultBaseUrls[provider];
}

const record = mutation<{ readonly agentId: string; readonly report: ConnectionReport }, string>({
  grant: 'agents:write',
  work: async (_tx, _at, { agentId }) => agentId,
  record: (agentId, { report }) => ({
    event: 'agent.connection_tested',
    target: agentId,
    agentId,
    details: { model: report.model, connected: report.connected },
  }),
});

/**
 * Tries an agent's way to its model with one smallest call, as it is stored or as it would be. Never refuses because the provider does.
 * Source: agents API, "Test Provider Connection".
 * @throws Refusal `not_found` agent.unknown · `limited` request.too_many
 */
export async function testConnection(at: At, test: ConnectionTest): Promise<ConnectionReport> {
  const { agentId, model, plan: planned } = await plan(at, test);
  const report =
    'verdict' in planned
      ? { model, latencyMs: 0, connected: planned.connected, message: planned.verdict }
      : await probe(at, planned, model);
  await record(at, { agentId, report });
  return report;
}

testConnection.grant = plan.grant ?? null;

async function probe({ home, caller }: At, access: ProviderAccess, model: string): Promise<ConnectionReport> {
  const beganAt = home.clock.monotonic();
  const report = (connected: boolean, message: string): ConnectionReport => {
    return { connected, model, message, latencyMs: Math.round(home.clock.monotonic() - beganAt) };
  };
  try {
    await home.probeModel(caller.orgId, access, model);
    return report(true, `Successfully connected to ${names[access.provider]} API`);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return report(false, error.cause instanceof AddressNotAllowed ? noAnswer : messages[error.errorClass]);
  }
}
