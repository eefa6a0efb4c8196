import type { AgentFields } from '@forgeyard/sdk';
import type { Context, Option } from '../program/command.ts';
import { readObject, readText } from '../program/value.ts';

/** The options that describe an agent, shared by create and update. */
export const agentOptions: readonly Option[] = [
  { name: 'name', value: '<text>', about: 'display name' },
  { name: 'description', value: '<text>', about: 'what the agent is for' },
  { name: 'model', value: '<model>', about: 'model name, or playbook' },
  { name: 'system-prompt', value: '<text|@file|->', about: 'instructions for the model' },
  { name: 'tool', value: '<tool>', isRepeatable: true, about: 'tool the agent may use; replaces the list' },
  { name: 'config', value: '<json|@file|->', about: 'settings, for example {"max_steps":5,"timeout_ms":60000}' },
  { name: 'note', value: '<text>', about: 'why, for the list of versions' },
];

export async function readAgentFields({ world, input }: Context): Promise<AgentFields> {
  const prompt = input.text('system-prompt');
  const config = input.text('config');
  return {
    display_name: input.text('name'),
    description: input.text('description'),
    model: input.text('model'),
    note: input.text('note'),
    tools: input.has('tool') ? input.texts('tool') : undefined,
    system_prompt: prompt === undefined ? undefined : await readText(world, 'system-prompt', prompt),
    config: config === undefined ? undefined : await readObject(world, 'config', config),
  };
}
