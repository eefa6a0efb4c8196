import { getRoutingRules, putRoutingRules, testRouting } from '../../domain/routing/index.ts';
import { asJsonObject, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { projectParams, readAgent } from './projects.wire.ts';
import { readRule, routingAnswer, routingTest, rulesAnswer, rulesPut, showRoutingTest, showRules } from './routing.wire.ts';

const shared = { tag: 'Workbench routing' } as const;
const example = {
  name: 'Research',
  rule_priority: 10,
  conditions: { tags: { includes_any: ['research'] } },
  assign_to_capability: 'research',
  assign_strategy: 'least_busy',
};

/** Source: surfaces of the agents API, "routing rules". */
export const routingRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/projects/:id/routing-rules',
    operationId: 'workbenchGetRoutingRules',
    summary: 'Get the rules by which a project’s tasks find their agents, in the order in which they are tried',
    params: projectParams,
    answers: { 200: success('The rules', rulesAnswer), ...refusals(401, 403, 404) },
    operation: getRoutingRules,
    read: ({ params }) => params.id,
    show: (rules) => ({ success: true, data: showRules(rules) }),
  }),
  route({
    ...shared,
    method: 'PUT',
    path: '/api/projects/:id/routing-rules',
    operationId: 'workbenchPutRoutingRules',
    summary: 'Replace all rules of a project, at most 50',
    params: projectParams,
    body: rulesPut,
    bodyExample: { rules: [example] },
    answers: { 200: success('The rules', rulesAnswer), ...refusals(400, 401, 403, 404, 422) },
    operation: putRoutingRules,
    read: ({ params, body }) => ({ project: params.id, rules: body.rules.map(readRule), defaultAgent: readAgent(body.defaultAgentId) }),
    show: (rules) => ({ success: true, data: showRules(rules) }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/projects/:id/routing-rules/test',
    operationId: 'workbenchTestRouting',
    summary: 'Say who would get a task now and what became of every rule, also of rules that are not saved; changes nothing',
    params: projectParams,
    body: routingTest,
    isBodyOptional: true,
    bodyExample: { tags: ['research'], priority: 1 },
    answers: { 200: success('The decision', routingAnswer), ...refusals(400, 401, 403, 404, 422) },
    operation: testRouting,
    read: ({ params, body }) => ({
      project: params.id,
      tags: body.tags,
      priority: body.priority,
      type: body.type,
      context: body.context === undefined ? undefined : asJsonObject(body.context),
      requiredCapabilities: body.requiredCapabilities,
      preferredAgent: readAgent(body.preferredAgentId),
      rules: body.rules?.map(readRule),
    }),
    show: (result) => ({ success: true, data: showRoutingTest(result) }),
  }),
];
