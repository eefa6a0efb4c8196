import type { Clock } from '../kernel/clock.ts';
import { ModelError } from '../kernel/model.ts';
import type { Model, ProviderAccess } from '../kernel/model.ts';
import { newId } from '../kernel/id.ts';
import { RateLimit } from '../kernel/rate-limit.ts';
import type { RateLimitOptions } from '../kernel/rate-limit.ts';
import type { ModelProbe } from '../domain/ports.ts';

const timeoutMs = 15_000;
const outputTokensMax = 16;

/** Twenty tries in a minute are more than a person makes. */
export const defaultProbeLimit: RateLimitOptions = { max: 20, windowS: 60 };

/** Makes the smallest call that proves a key, an address and a model, once, without trying again. */
export function createModelProbe(
  modelFor: (access: ProviderAccess) => Model,
  clock: Clock,
  limit: RateLimitOptions = defaultProbeLimit,
): ModelProbe {
  const limits = new RateLimit(limit);
  return async (orgId, access, model) => {
    await limits.take(orgId);
    const signal = AbortSignal.timeout(timeoutMs);
    const request = {
      model,
      systemPrompt: null,
      messages: [{ role: 'user', text: 'Answer with OK.' }],
      tools: [],
      temperature: null,
      maxTokens: outputTokensMax,
      idempotencyKey: `probe:${newId(clock.now())}`,
      signal,
      run: { input: '', data: null, playbook: null },
    } as const;
    try {
      await modelFor(access).call(request, { text: () => undefined, reasoning: () => undefined });
    } catch (error) {
      if (signal.aborted) throw new ModelError('timeout', 'The model provider took too long', { cause: error });
      throw error;
    }
  };
}
