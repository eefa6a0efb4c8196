export type ModelProvider = 'anthropic' | 'openai' | 'playbook';

/** Families by name; a provider account may add names of its own. */
const FAMILIES: readonly { readonly pattern: RegExp; readonly provider: ModelProvider }[] = [
  { pattern: /^playbook$/, provider: 'playbook' },
  { pattern: /^claude-[a-z0-9][a-z0-9.@:_-]*$/i, provider: 'anthropic' },
  { pattern: /^(?:gpt|chatgpt)-[a-z0-9][a-z0-9.@:_-]*$/i, provider: 'openai' },
  { pattern: /^o[1-9](?:-[a-z0-9.@:_-]+)?$/i, provider: 'openai' },
];
const NAME_CHARS_MAX = 128;

/** Who serves a model of this name; null when no family fits. */
export function providerOfModel(name: string): ModelProvider | null {
  if (name.length > NAME_CHARS_MAX) return null;
  return FAMILIES.find(({ pattern }) => pattern.test(name))?.provider ?? null;
}

/** Names worth offering in a list; every other name of a family is accepted as well. */
export const LISTED_MODELS: readonly { readonly id: string; readonly provider: ModelProvider }[] = [
  { id: 'playbook', provider: 'playbook' },
  ...['claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-20250514', 'claude-sonnet-4-20250514'].map((id) => ({
    id,
    provider: 'anthropic' as const,
  })),
  ...['gpt-5.1', 'gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4o', 'gpt-4o-mini', 'o3', 'o4-mini'].map((id) => ({
    id,
    provider: 'openai' as const,
  })),
];
