import { refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { applyChanges } from '../agents/index.ts';
import type { Agent, AgentConfig, AgentProvider } from '../agents/index.ts';
import type { At } from '../home.ts';
import { baseUrlOf, dropOwnAccount, ownAccount, plainBaseUrl, refuseForbiddenAddress, replaceOwnAccount } from '../providers/index.ts';
import { clearTaskErrors } from '../tasks/index.ts';
import type { ExecutionChanges } from './execution.ts';
import { agentMayWork } from './follow-work.ts';

/**
 * Changes how a locked agent is executed. Model, prompt and limits make a new version of the agent; another key, provider or model lets its
 * failed tasks be tried again at once.
 * @throws Refusal `unprocessable` agent.mode_invalid, agent.model_unknown, provider.address_forbidden, provider.unknown, provider.key_missing
 */
export async function applyExecution(tx: Tx, at: At, agent: Agent, changes: ExecutionChanges): Promise<Agent> {
  refuseWrongMode(agent, changes);
  const provider = await changeAccount(tx, at, agent, changes);
  const after = await applyChanges(tx, at, agent, {
    executionMode: changes.mode,
    provider,
    model: changes.model,
    systemPrompt: changes.systemPrompt,
    config: configOf(changes),
  });
  const isReachedAnew = changes.providerApiKey !== undefined || provider !== undefined || after.model !== agent.model;
  if (isReachedAnew) await clearTaskErrors(tx, agent.id);
  tx.emit(agentMayWork(agent.id));
  return after;
}

function refuseWrongMode(agent: Agent, { mode, ...rest }: ExecutionChanges): void {
  if (agent.kind === 'human') {
    const isUntouched = (mode === undefined || mode === 'human') && Object.values(rest).every((value) => value === undefined);
    if (!isUntouched) throw refuseField('unprocessable', 'agent.mode_invalid', '/mode', 'People are not executed.');
  } else if (agent.kind === 'external' && mode === 'auto') {
    throw refuseField('unprocessable', 'agent.mode_invalid', '/mode', 'An agent that runs somewhere else fetches its tasks itself.');
  } else if (mode === 'human') {
    throw refuseField('unprocessable', 'agent.mode_invalid', '/mode', 'Only people have the mode human.');
  }
}

function configOf({ maxTokens, temperature }: ExecutionChanges): Partial<AgentConfig> {
  return { ...(maxTokens === undefined ? {} : { maxTokens }), ...(temperature === undefined ? {} : { temperature }) };
}

/** Brings the agent's own account to what was asked for, and returns the provider to store; undefined when it stays. */
async function changeAccount(tx: Tx, at: At, agent: Agent, changes: ExecutionChanges): Promise<AgentProvider | null | undefined> {
  const { providerApiKey, providerBaseUrl } = changes;
  refuseForbiddenAddress(at.home, providerBaseUrl ?? undefined, '/provider_base_url');
  const own = await ownAccount(tx, agent.id);
  if (providerApiKey !== undefined && providerApiKey !== null) {
    const provider = providerFor(at, agent, changes);
    const kept = own?.provider === provider ? own.baseUrl : undefined;
    const baseUrl = providerBaseUrl ?? kept ?? (await baseUrlOf(tx, agent.orgId, provider));
    const account = { orgId: agent.orgId, agentId: agent.id, provider, baseUrl, apiKey: providerApiKey, label: changes.providerLabel };
    await replaceOwnAccount(tx, at.home, account);
    return provider;
  }
  if (own !== undefined && isKeyLost(own, changes)) await dropOwnAccount(tx, { agentId: agent.id });
  else if (own === undefined && providerBaseUrl !== undefined && providerBaseUrl !== null && providerApiKey !== null)
    throw refuseField(
      'unprocessable',
      'provider.key_missing',
      '/provider_api_key',
      'An address is given together with the key that it takes.',
    );
  return changes.provider === agent.provider ? undefined : changes.provider;
}

/** A key goes with the provider and the address that it was given for, and to no other. */
function isKeyLost(own: { readonly provider: string; readonly baseUrl: string }, changes: ExecutionChanges): boolean {
  const { provider, providerApiKey, providerBaseUrl } = changes;
  if (providerApiKey === null || (provider !== undefined && provider !== own.provider)) return true;
  if (providerBaseUrl === undefined) return false;
  return providerBaseUrl === null || plainBaseUrl(providerBaseUrl) !== own.baseUrl;
}

function providerFor({ home }: At, agent: Agent, changes: ExecutionChanges): AgentProvider {
  const family = home.models.providerOf(changes.model ?? agent.model);
  const provider = changes.provider ?? agent.provider ?? (family === 'playbook' ? null : family);
  if (provider === null) throw refuseField('unprocessable', 'provider.unknown', '/provider', 'Say whose key it is: openai or anthropic.');
  return provider;
}
