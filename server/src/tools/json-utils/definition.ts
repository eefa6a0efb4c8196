import { noExposure } from '../../kernel/tool.ts';
import type { ToolDefinition } from '../../kernel/tool.ts';
import { listDefinitions } from './lists.definition.ts';
import { textDefinitions } from './texts.definition.ts';
import { valueDefinitions } from './values.definition.ts';

/** Source: Agent API Specification, tool `json-utils`. */
export const jsonUtils: ToolDefinition = {
  id: 'json-utils',
  version: '1.0.0',
  description: 'Queries, changes, compares, validates and writes JSON.',
  recovery: 'pure',
  exposure: noExposure,
  actions: [...valueDefinitions, ...textDefinitions, ...listDefinitions],
};
