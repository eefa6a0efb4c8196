import { Type } from 'typebox';
import { listTools } from '../../domain/tools/index.ts';
import { anyJson, jsonObject, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showTool } from '../kit/show-tool.ts';

const action = Type.Object({
  name: Type.String(),
  description: Type.String(),
  input_schema: jsonObject,
  output_schema: jsonObject,
  example: Type.Object({ input: anyJson, output: anyJson }),
});
const tool = Type.Object({
  id: Type.String(),
  version: Type.String(),
  description: Type.String(),
  recovery: Type.String(),
  actions: Type.Array(action),
});

const list = route({
  tag: 'Runner tools',
  method: 'GET',
  path: '/api/v1/tools',
  operationId: 'runnerListTools',
  summary: 'List the tools that agents can be given, with the schema and an example of every action',
  answers: { 200: { description: 'Tools', schema: Type.Object({ tools: Type.Array(tool) }) } },
  operation: listTools,
  read: () => undefined,
  show: (tools) => ({ tools: tools.map(showTool) }),
});

export const toolRoutes: readonly RouteDraft[] = [list];
