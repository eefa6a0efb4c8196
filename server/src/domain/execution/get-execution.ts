import type { ReadTx } from '../../store/index.ts';
import { agentProviders, visibleAgent } from '../agents/index.ts';
import type { Agent, AgentProvider } from '../agents/index.ts';
import { query } from '../operation.ts';
import { baseUrlOf, ownAccount } from '../providers/index.ts';
import type { ExecutionSettings } from './execution.ts';

/** How an agent is executed; never its key. @throws Refusal `not_found` agent.unknown */
export const getExecution = query<string, ExecutionSettings>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => settingsOf(tx, await visibleAgent(tx, caller, address)),
});

export async function settingsOf(tx: ReadTx, agent: Agent): Promise<ExecutionSettings> {
  const own = await ownAccount(tx, agent.id);
  const availableProviders: AgentProvider[] = [];
  for (const provider of agentProviders) {
    const isServed = own?.provider === provider || (await baseUrlOf(tx, agent.orgId, provider)) !== undefined;
    if (isServed) availableProviders.push(provider);
  }
  return { agent, key: own === undefined ? null : { hint: own.keyHint, baseUrl: own.baseUrl }, availableProviders };
}
