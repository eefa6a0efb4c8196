import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Agent, AgentCreate, AgentQuery, AgentUpdate, AgentVersion } from '../types.ts';

export interface UpdateOptions extends CallOptions {
  /** Refuses with ConflictError when the agent is not at this version any more. */
  readonly ifVersion?: number | undefined;
}

/** Agents of the organisation. An agent is addressed by uuid, `agt_…`, number or slug. */
export interface Agents {
  readonly list: (query?: AgentQuery & PageQuery, options?: CallOptions) => Listing<Agent>;
  readonly get: (agent: string, options?: CallOptions) => Promise<Agent>;
  readonly create: (fields: AgentCreate, options?: CallOptions) => Promise<Agent>;
  /** Changes the given fields only and makes a new version. */
  readonly update: (agent: string, fields: AgentUpdate, options?: UpdateOptions) => Promise<Agent>;
  readonly delete: (agent: string, options?: CallOptions) => Promise<void>;
  /** Newest first. */
  readonly versions: (agent: string, query?: PageQuery, options?: CallOptions) => Listing<AgentVersion>;
  /** Makes a new version with the content of an old one. */
  readonly restore: (agent: string, version: number, options?: CallOptions) => Promise<Agent>;
}

export function agentsOf(transport: Transport): Agents {
  return {
    list: (query, options) => listing(transport, { path: '/v1/agents', query: { ...query }, options }),
    get: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}`, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/agents', body, options }),
    update: (agent, body, options) => {
      const headers = options?.ifVersion === undefined ? undefined : { 'if-match': `"v${options.ifVersion}"` };
      return transport.json({ method: 'PATCH', path: path`/v1/agents/${agent}`, body, headers, options });
    },
    delete: (agent, options) => transport.empty({ method: 'DELETE', path: path`/v1/agents/${agent}`, options }),
    versions: (agent, query, options) => listing(transport, { path: path`/v1/agents/${agent}/versions`, query: { ...query }, options }),
    restore: (agent, version, options) =>
      transport.json({ method: 'POST', path: path`/v1/agents/${agent}/versions/${version}/restore`, options }),
  };
}
