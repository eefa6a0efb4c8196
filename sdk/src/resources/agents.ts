import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Agent,
  AgentCreate,
  AgentMetrics,
  AgentQuery,
  AgentUpdate,
  AgentVersion,
  AgentWebhook,
  AgentWebhookPut,
  Assignee,
  Connection,
  ConnectionTest,
  Execution,
  ExecutionUpdate,
  MetricPeriod,
} from '../types.ts';
import { agentLaunchOf } from './agent-launch.ts';
import type { AgentLaunch } from './agent-launch.ts';

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
  /** Whom tasks can be assigned to, people first, with the work that each has now; at most 500. */
  readonly assignees: (
    query?: { readonly q?: string | undefined; readonly limit?: number | undefined },
    options?: CallOptions,
  ) => Promise<readonly Assignee[]>;
  /** Makes its tasks a person's, or nobody's. */
  readonly setOwner: (agent: string, userId: string | null, options?: CallOptions) => Promise<Agent>;
  /** What it has come to; default period `30d`. */
  readonly metrics: (agent: string, period?: MetricPeriod, options?: CallOptions) => Promise<AgentMetrics>;
  readonly execution: AgentExecution;
  readonly launch: AgentLaunch;
  readonly webhook: AgentWebhooks;
}

/** How an agent works on tasks. */
export interface AgentExecution {
  readonly get: (agent: string, options?: CallOptions) => Promise<Execution>;
  /** Changes the given members only; model, prompt and limits make a new version of the agent. */
  readonly update: (agent: string, fields: ExecutionUpdate, options?: CallOptions) => Promise<Execution>;
  /** Asks the provider one smallest question, with what is stored or with what is given. A refusal of the provider is returned, not thrown. */
  readonly test: (agent: string, instead?: ConnectionTest, options?: CallOptions) => Promise<Connection>;
}

/** The one webhook of an agent, which hears what concerns that agent. */
export interface AgentWebhooks {
  /** @throws NotFoundError when it has none */
  readonly get: (agent: string, options?: CallOptions) => Promise<AgentWebhook>;
  /** Sets it; when it is new, the answer has its secret. */
  readonly put: (agent: string, fields: AgentWebhookPut, options?: CallOptions) => Promise<AgentWebhook>;
  readonly delete: (agent: string, options?: CallOptions) => Promise<void>;
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
    assignees: async (query, options) => {
      const { data } = await transport.json<{ data: readonly Assignee[] }>({
        method: 'GET',
        path: '/v1/assignees',
        query: { ...query },
        options,
      });
      return data;
    },
    setOwner: (agent, userId, options) =>
      transport.json({ method: 'PUT', path: path`/v1/agents/${agent}/owner`, body: { user_id: userId }, options }),
    metrics: (agent, period, options) =>
      transport.json({ method: 'GET', path: path`/v1/agents/${agent}/metrics`, query: { period }, options }),
    execution: executionOf(transport),
    launch: agentLaunchOf(transport),
    webhook: webhookOf(transport),
  };
}

function executionOf(transport: Transport): AgentExecution {
  return {
    get: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}/execution`, options }),
    update: (agent, body, options) => transport.json({ method: 'PATCH', path: path`/v1/agents/${agent}/execution`, body, options }),
    test: (agent, body = {}, options) => transport.json({ method: 'POST', path: path`/v1/agents/${agent}/test-connection`, body, options }),
  };
}

function webhookOf(transport: Transport): AgentWebhooks {
  return {
    get: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}/webhook`, options }),
    put: (agent, body, options) => transport.json({ method: 'PUT', path: path`/v1/agents/${agent}/webhook`, body, options }),
    delete: (agent, options) => transport.empty({ method: 'DELETE', path: path`/v1/agents/${agent}/webhook`, options }),
  };
}
