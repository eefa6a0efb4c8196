import type { Json, JsonObject } from '../../kernel/json.ts';
import type { AgentConfig, RunLimits, ToolPolicy } from '../../domain/agents/index.ts';

interface LimitsWire {
  readonly max_steps?: number;
  readonly temperature?: number | null;
  readonly timeout_ms?: number;
  readonly retry_on_error?: boolean;
  readonly max_tokens?: number;
}

interface ConfigWire extends LimitsWire {
  readonly playbook?: unknown;
  readonly tool_policy?: AgentConfig['toolPolicy'];
  readonly sends_after_untrusted_read?: ToolPolicy;
}

/** Guaranteed by the parser: a value that came out of a JSON body. */
function asJson(value: unknown): Json {
  return value as Json;
}

/** Guaranteed by the schema: the member is an object that came out of a JSON body. */
export function asJsonObject(value: Record<string, unknown>): JsonObject {
  return value as JsonObject;
}

/** Members that were given, in the domain's own case. */
export function readLimits(wire: LimitsWire | undefined): Partial<RunLimits> {
  if (wire === undefined) return {};
  return {
    ...(wire.max_steps === undefined ? {} : { maxSteps: wire.max_steps }),
    ...(wire.temperature === undefined ? {} : { temperature: wire.temperature }),
    ...(wire.timeout_ms === undefined ? {} : { timeoutMs: wire.timeout_ms }),
    ...(wire.retry_on_error === undefined ? {} : { retryOnError: wire.retry_on_error }),
    ...(wire.max_tokens === undefined ? {} : { maxTokens: wire.max_tokens }),
  };
}

export function readConfig(wire: ConfigWire | undefined): Partial<AgentConfig> | undefined {
  if (wire === undefined) return undefined;
  return {
    ...readLimits(wire),
    ...(wire.playbook === undefined ? {} : { playbook: asJson(wire.playbook) }),
    ...(wire.tool_policy === undefined ? {} : { toolPolicy: wire.tool_policy }),
    ...(wire.sends_after_untrusted_read === undefined ? {} : { sendsAfterUntrustedRead: wire.sends_after_untrusted_read }),
  };
}

/** The configuration of an agent as every face shows it. */
export function showConfig(config: AgentConfig) {
  return {
    max_steps: config.maxSteps,
    temperature: config.temperature,
    timeout_ms: config.timeoutMs,
    retry_on_error: config.retryOnError,
    max_tokens: config.maxTokens,
    ...(config.playbook === null ? {} : { playbook: config.playbook }),
    ...(Object.keys(config.toolPolicy).length === 0 ? {} : { tool_policy: config.toolPolicy }),
    ...(config.sendsAfterUntrustedRead === undefined ? {} : { sends_after_untrusted_read: config.sendsAfterUntrustedRead }),
  };
}
