import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { wireCall } from '../api/wire-call.ts';
import type { WireList } from '../tasks/tasks.wire.ts';
import type {
  Knowledge,
  KnowledgeFields,
  Project,
  ProjectFields,
  RoutingAnswer,
  RoutingQuestion,
  Rule,
  SentRule,
} from './projects.wire.ts';

/** Projects that a page shows at most. */
const projectsMax = 200;
const refreshMs = 15_000;

const at = (id: string) => `/v1/projects/${encodeURIComponent(id)}`;

export const projectsQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['projects', 'list'],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) =>
      (await wireCall<WireList<Project>>(forge, 'GET', '/v1/projects', { query: { limit: projectsMax }, signal })).data,
  });

export const projectQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['projects', 'one', id],
    queryFn: ({ signal }) => wireCall<Project>(forge, 'GET', at(id), { signal }),
  });

export const knowledgeQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['projects', 'knowledge', id],
    queryFn: async ({ signal }) =>
      (await wireCall<WireList<Knowledge>>(forge, 'GET', `${at(id)}/knowledge`, { query: { limit: projectsMax }, signal })).data,
  });

export const rulesQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['projects', 'rules', id],
    // A draft grows from these: they may not change under the editor.
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await wireCall<{ readonly rules: readonly Rule[] }>(forge, 'GET', `${at(id)}/routing-rules`, { signal })).rules,
  });

export const createProject = (forge: Forgeyard, fields: ProjectFields): Promise<Project> =>
  wireCall(forge, 'POST', '/v1/projects', { body: fields });

export const changeProject = (forge: Forgeyard, id: string, fields: ProjectFields): Promise<Project> =>
  wireCall(forge, 'PATCH', at(id), { body: fields });

export const deleteProject = (forge: Forgeyard, id: string): Promise<null> => wireCall(forge, 'DELETE', at(id));

/** Adds an entry, or changes the one with `entryId`. */
export const saveKnowledge = (forge: Forgeyard, id: string, entryId: string | null, fields: KnowledgeFields): Promise<Knowledge> =>
  entryId === null
    ? wireCall(forge, 'POST', `${at(id)}/knowledge`, { body: fields })
    : wireCall(forge, 'PATCH', `${at(id)}/knowledge/${encodeURIComponent(entryId)}`, { body: fields });

export const removeKnowledge = (forge: Forgeyard, id: string, entryId: string): Promise<null> =>
  wireCall(forge, 'DELETE', `${at(id)}/knowledge/${encodeURIComponent(entryId)}`);

export const putRules = async (forge: Forgeyard, id: string, rules: readonly SentRule[]): Promise<readonly Rule[]> =>
  (await wireCall<{ readonly rules: readonly Rule[] }>(forge, 'PUT', `${at(id)}/routing-rules`, { body: { rules } })).rules;

export const testRouting = (forge: Forgeyard, id: string, question: RoutingQuestion): Promise<RoutingAnswer> =>
  wireCall(forge, 'POST', `${at(id)}/routing-rules/test`, { body: question });
