import { Type } from 'typebox';
import { listModels } from '../../domain/providers/index.ts';
import { listTools, testTool } from '../../domain/tools/index.ts';
import { anyJson, asJsonObject, customRoute, jsonObject, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showTool } from '../kit/show-tool.ts';
import { refusals } from './wire.ts';

const shared = { tag: 'Tools and models' } as const;

export const toolRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/tools',
    operationId: 'listTools',
    summary: 'List the built-in tools with the schema and an example of every action',
    answers: { 200: { description: 'Tools', schema: Type.Object({ data: Type.Array(jsonObject) }) } },
    operation: listTools,
    read: () => undefined,
    show: (tools) => ({ data: tools.map((tool) => ({ ...showTool(tool), answered_by: tool.answeredBy ?? null })) }),
  }),
  customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/tools/:tool/:action',
    operationId: 'testTool',
    summary: 'Run one tool action alone, to try it',
    params: Type.Object({ tool: Type.String(), action: Type.String() }),
    body: jsonObject,
    bodyExample: { csv: 'name,amount\nJohn,1500' },
    answers: {
      200: { description: 'What the tool answered', schema: Type.Object({ output: anyJson, duration_ms: Type.Integer() }) },
      ...refusals(400, 403, 404, 422),
    },
    respond: async (at, { params, body, closed }) => {
      const { output, durationMs } = await testTool(at, { ...params, input: asJsonObject(body), signal: closed });
      return { status: 200, body: { output, duration_ms: durationMs } };
    },
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/models',
    operationId: 'listModels',
    summary: 'List models, and whether this organisation has access to them',
    answers: { 200: { description: 'Models', schema: Type.Object({ data: Type.Array(jsonObject) }) } },
    operation: listModels,
    read: () => undefined,
    show: (models) => ({ data: models.map(({ id, provider, isAvailable }) => ({ id, provider, available: isAvailable })) }),
  }),
];
