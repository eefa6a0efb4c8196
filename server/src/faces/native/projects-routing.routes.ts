import { getRoutingRules, putRoutingRules, testRouting } from '../../domain/routing/index.ts';
import { asJsonObject, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showRoutingTest, showRules } from './projects.show.ts';
import { readAddress, readRule, routingAnswer, routingTest, rulesAnswer, rulesPut } from './projects.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Routing' } as const;
const example = { name: 'Research', priority: 10, conditions: { tags_any: ['research'] }, assign_to_capability: 'research' };

export const routingRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/projects/:id/routing-rules',
    operationId: 'getRoutingRules',
    summary: 'Get the rules by which a project’s tasks find their agents, in the order in which they are tried',
    params: idParams,
    answers: { 200: { description: 'The rules', schema: rulesAnswer }, ...refusals(401, 403, 404) },
    operation: getRoutingRules,
    read: ({ params }) => params.id,
    show: showRules,
  }),
  route({
    ...shared,
    method: 'PUT',
    path: '/v1/projects/:id/routing-rules',
    operationId: 'putRoutingRules',
    summary: 'Replace all rules of a project, at most 50',
    params: idParams,
    body: rulesPut,
    bodyExample: { rules: [example] },
    answers: { 200: { description: 'The rules', schema: rulesAnswer }, ...refusals(400, 401, 403, 404, 422) },
    operation: putRoutingRules,
    read: ({ params, body }) => ({ project: params.id, rules: body.rules.map(readRule) }),
    show: showRules,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/projects/:id/routing-rules/test',
    operationId: 'testRouting',
    summary: 'Say who would get a task now and what became of every rule, also of rules that are not saved; changes nothing',
    params: idParams,
    body: routingTest,
    isBodyOptional: true,
    bodyExample: { tags: ['research'], priority: 1 },
    answers: { 200: { description: 'The decision', schema: routingAnswer }, ...refusals(400, 401, 403, 404, 422) },
    operation: testRouting,
    read: ({ params, body }) => ({
      project: params.id,
      tags: body.tags,
      priority: body.priority,
      type: body.type,
      context: body.context === undefined ? undefined : asJsonObject(body.context),
      requiredCapabilities: body.required_capabilities,
      preferredAgent: readAddress(body.preferred_agent),
      rules: body.rules?.map(readRule),
    }),
    show: showRoutingTest,
  }),
];
