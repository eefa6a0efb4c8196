import { systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Model, ProviderAccess } from '../kernel/model.ts';
import type { Outbound } from '../kernel/outbound.ts';
import type { ToolRunner } from '../kernel/tool.ts';
import { createPlaybookModel } from './playbook.ts';
import { createAnthropicModel } from './wire/anthropic-wire.ts';
import { createOpenAiModel } from './wire/openai-wire.ts';

export { LISTED_MODELS, providerOfModel } from './catalogue.ts';
export type { ModelProvider } from './catalogue.ts';
export { validatePlaybook } from './playbook.ts';
export { retryDelayMs } from './retry.ts';

const IDLE_TIMEOUT_MS = 60_000;

export interface ModelsOptions {
  /** Opens, checks and keeps the connections, one pool for each origin. */
  readonly outbound: Outbound;
  readonly resolve: ToolRunner['resolve'];
  /** Longest silence of a provider in milliseconds; 60 seconds when not given. */
  readonly idleTimeoutMs?: number;
  readonly clock?: Clock;
}

export interface Models {
  /** Cheap: keeps nothing of the access beyond the model it returns. */
  modelFor(access: ProviderAccess | 'playbook'): Model;
  /** Closes the provider connections; calls under way fail as cut. */
  close(): Promise<void>;
}

export function createModels({ outbound, resolve, idleTimeoutMs = IDLE_TIMEOUT_MS, clock = systemClock }: ModelsOptions): Models {
  const http = { outbound, idleTimeoutMs, clock };
  const playbook = createPlaybookModel(resolve);
  return {
    modelFor(access) {
      if (access === 'playbook') return playbook;
      return access.provider === 'anthropic' ? createAnthropicModel(access, http) : createOpenAiModel(access, http);
    },
    close: () => outbound.close(),
  };
}
