import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { JsonObject, Launch, LaunchConfig, LaunchPut, LaunchType } from '../types.ts';

/** How agents that run elsewhere are begun from here. */
export interface AgentLaunch {
  /** The kinds of webhook, with what each asks for. */
  readonly types: (options?: CallOptions) => Promise<readonly LaunchType[]>;
  /** @throws NotFoundError when nothing is configured */
  readonly get: (agent: string, options?: CallOptions) => Promise<LaunchConfig>;
  readonly put: (agent: string, launch: LaunchPut, options?: CallOptions) => Promise<LaunchConfig>;
  readonly delete: (agent: string, options?: CallOptions) => Promise<void>;
  /**
   * Begins a session of the agent with the runtime fields of its launch type. Waits at most five seconds: `pending` is under way, a launch that
   * failed is returned, not thrown. A lost answer is not asked for again, so that nothing is begun twice.
   */
  readonly start: (agent: string, fields: JsonObject, options?: CallOptions) => Promise<Launch>;
}

export function agentLaunchOf(transport: Transport): AgentLaunch {
  return {
    types: async (options) =>
      (await transport.json<{ readonly data: readonly LaunchType[] }>({ method: 'GET', path: '/v1/launch-types', options })).data,
    get: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}/launch`, options }),
    put: (agent, body, options) => transport.json({ method: 'PUT', path: path`/v1/agents/${agent}/launch`, body, options }),
    delete: (agent, options) => transport.empty({ method: 'DELETE', path: path`/v1/agents/${agent}/launch`, options }),
    start: (agent, fields, options) =>
      transport.json({ method: 'POST', path: path`/v1/agents/${agent}/launch`, body: { fields }, options }),
  };
}
