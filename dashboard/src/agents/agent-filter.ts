import type { Agent } from '@forgeyard/sdk';

/** What the address of the list says. */
export interface AgentFilter {
  readonly q?: string;
  readonly status?: string;
  readonly capability?: string;
  /** `yes` for agents that could take work now. */
  readonly available?: string;
}

/** How many runs or tasks an agent works on now. */
export function runningOf(agent: Agent): number {
  return Math.max(agent.running, agent.running_tasks);
}

/** Whether it would be given a task now: at work, and with room for one more. */
export function isAvailable(agent: Agent): boolean {
  return agent.status === 'active' && Math.max(runningOf(agent), agent.open_tasks) < agent.max_concurrent_tasks;
}

export function matches(agent: Agent, { q = '', status = '', capability = '', available = '' }: AgentFilter): boolean {
  if (status !== '' && agent.status !== status) return false;
  if (capability !== '' && !agent.capabilities.includes(capability)) return false;
  if (available === 'yes' && !isAvailable(agent)) return false;
  const owner = agent.owner?.name ?? '';
  const words = `${agent.display_name} ${agent.slug} ${agent.model} ${owner} ${agent.tools.join(' ')}`.toLowerCase();
  return words.includes(q.trim().toLowerCase());
}

/** Every capability that some agent has, in order. */
export function capabilitiesOf(agents: readonly Agent[]): readonly string[] {
  return [...new Set(agents.flatMap((agent) => agent.capabilities))].sort((a, b) => a.localeCompare(b));
}
