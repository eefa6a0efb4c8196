import { lockedAgent } from '../agents/index.ts';
import { mutation } from '../operation.ts';
import { applyExecution } from './apply-execution.ts';
import type { ExecutionChanges, ExecutionSettings } from './execution.ts';
import { settingsOf } from './get-execution.ts';

/**
 * Changes how an agent is executed.
 * Source: agents API, "Configure Execution".
 * @throws Refusal `not_found` agent.unknown · `unprocessable` as `applyExecution`
 */
export const configureExecution = mutation<{ readonly agent: string; readonly changes: ExecutionChanges }, ExecutionSettings>({
  grant: 'agents:write',
  work: async (tx, at, { agent, changes }) => {
    const before = await lockedAgent(tx, at.caller, agent);
    return settingsOf(tx, await applyExecution(tx, at, before, changes));
  },
  record: ({ agent }, { changes }) => ({
    event: 'agent.execution_configured',
    target: agent.id,
    agentId: agent.id,
    details: {
      members: Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name])),
      mode: agent.executionMode,
      provider: agent.provider,
      version: agent.version,
    },
  }),
});
