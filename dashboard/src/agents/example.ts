import type { Agent, JsonObject, Template } from '@forgeyard/sdk';

export interface Example {
  readonly input: string;
  readonly data: JsonObject | null;
}

/** The sample input of the template that an agent was made from; null when the agent matches none. */
export function exampleFor(agent: Agent, templates: readonly Template[]): Example | null {
  const named = agent.metadata['template'];
  const template =
    templates.find(({ id }) => id === named) ??
    templates.find(({ id }) => id === agent.slug) ??
    templates.find((candidate) => candidate.config?.playbook !== undefined && isSame(candidate.config.playbook, agent.config.playbook)) ??
    templates.find(
      (candidate) =>
        candidate.model !== 'playbook' && isSame(candidate.tools, agent.tools) && candidate.system_prompt === agent.system_prompt,
    );
  if (template === undefined) return null;
  return { input: template.example.input, data: template.example.data ?? null };
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
