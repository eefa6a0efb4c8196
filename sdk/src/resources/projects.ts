import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Knowledge,
  KnowledgeCreate,
  KnowledgeKind,
  Project,
  ProjectCreate,
  ProjectQuery,
  ProjectUpdate,
  RoutingOutcome,
  RoutingRule,
  RoutingRuleInput,
  RoutingTest,
} from '../types.ts';

/** Tasks that belong together. Addressed by UUID or number. */
export interface Projects {
  /** Newest first. */
  readonly list: (query?: ProjectQuery & PageQuery, options?: CallOptions) => Listing<Project>;
  readonly get: (project: string | number, options?: CallOptions) => Promise<Project>;
  readonly create: (fields: ProjectCreate, options?: CallOptions) => Promise<Project>;
  readonly update: (project: string | number, fields: ProjectUpdate, options?: CallOptions) => Promise<Project>;
  /** @throws ConflictError while it has open tasks */
  readonly delete: (project: string | number, options?: CallOptions) => Promise<void>;
  readonly knowledge: ProjectKnowledge;
  readonly routing: ProjectRouting;
}

/** What agents are told about a project. */
export interface ProjectKnowledge {
  /** Newest first. */
  readonly list: (
    project: string | number,
    query?: { readonly kind?: KnowledgeKind | undefined } & PageQuery,
    options?: CallOptions,
  ) => Listing<Knowledge>;
  readonly add: (project: string | number, fields: KnowledgeCreate, options?: CallOptions) => Promise<Knowledge>;
  readonly update: (
    project: string | number,
    knowledge: string | number,
    fields: Partial<KnowledgeCreate>,
    options?: CallOptions,
  ) => Promise<Knowledge>;
  readonly remove: (project: string | number, knowledge: string | number, options?: CallOptions) => Promise<void>;
}

/** The rules by which a project's tasks find their agents. */
export interface ProjectRouting {
  /** In the order in which they are tried. */
  readonly rules: (project: string | number, options?: CallOptions) => Promise<readonly RoutingRule[]>;
  /** Replaces all rules, at most 50. */
  readonly replace: (
    project: string | number,
    rules: readonly RoutingRuleInput[],
    options?: CallOptions,
  ) => Promise<readonly RoutingRule[]>;
  /** Says who would get a task now, and why; changes nothing. */
  readonly test: (project: string | number, task?: RoutingTest, options?: CallOptions) => Promise<RoutingOutcome>;
}

export function projectsOf(transport: Transport): Projects {
  return {
    list: (query, options) => listing(transport, { path: '/v1/projects', query: { ...query }, options }),
    get: (project, options) => transport.json({ method: 'GET', path: path`/v1/projects/${project}`, options }),
    create: (body, options) => transport.json({ method: 'POST', path: '/v1/projects', body, options }),
    update: (project, body, options) => transport.json({ method: 'PATCH', path: path`/v1/projects/${project}`, body, options }),
    delete: (project, options) => transport.empty({ method: 'DELETE', path: path`/v1/projects/${project}`, options }),
    knowledge: knowledgeOf(transport),
    routing: routingOf(transport),
  };
}

function knowledgeOf(transport: Transport): ProjectKnowledge {
  return {
    list: (project, query, options) => listing(transport, { path: path`/v1/projects/${project}/knowledge`, query: { ...query }, options }),
    add: (project, body, options) => transport.json({ method: 'POST', path: path`/v1/projects/${project}/knowledge`, body, options }),
    update: (project, knowledge, body, options) =>
      transport.json({ method: 'PATCH', path: path`/v1/projects/${project}/knowledge/${knowledge}`, body, options }),
    remove: (project, knowledge, options) =>
      transport.empty({ method: 'DELETE', path: path`/v1/projects/${project}/knowledge/${knowledge}`, options }),
  };
}

interface RulesBody {
  readonly rules: readonly RoutingRule[];
}

function routingOf(transport: Transport): ProjectRouting {
  return {
    rules: async (project, options) => {
      const { rules } = await transport.json<RulesBody>({ method: 'GET', path: path`/v1/projects/${project}/routing-rules`, options });
      return rules;
    },
    replace: async (project, rules, options) => {
      const address = path`/v1/projects/${project}/routing-rules`;
      return (await transport.json<RulesBody>({ method: 'PUT', path: address, body: { rules }, options })).rules;
    },
    test: (project, body = {}, options) =>
      transport.json({ method: 'POST', path: path`/v1/projects/${project}/routing-rules/test`, body, options }),
  };
}
