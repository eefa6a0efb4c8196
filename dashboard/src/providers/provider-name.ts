import type { Provider } from '@forgeyard/sdk';

/** What a provider is called: its label, or the name of the company. */
export function nameOf(provider: Provider): string {
  return provider.label === null || provider.label === '' ? (provider.provider === 'openai' ? 'OpenAI' : 'Anthropic') : provider.label;
}
