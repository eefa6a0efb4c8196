import type { Agent, JsonObject, JsonValue, Template } from '@forgeyard/sdk';

export interface Example {
  readonly input: string;
  readonly data: JsonObject | null;
}

/** The sample input that an agent carries, or that of the template it was made from; null when there is none. */
export function exampleFor(agent: Agent, templates: readonly Template[]): Example | null {
  const own = agent.metadata['example'];
  if (isObject(own) && typeof own['input'] === 'string') return { input: own['input'], data: isObject(own['data']) ? own['data'] : null };
  const named = agent.metadata['template'];
  const template = templates.find(({ id }) => id === named) ?? templates.find(({ id }) => id === agent.slug);
  return template === undefined ? null : { input: template.example.input, data: template.example.data ?? null };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
