import { noExposure } from '../../kernel/tool.ts';
import type { ToolDefinition } from '../../kernel/tool.ts';
import { formatDefinitions } from './formats.definition.ts';
import { rowDefinitions } from './rows.definition.ts';
import { shapeDefinitions } from './shape.definition.ts';
import { textDefinitions } from './text.definition.ts';

/** Source: Agent API Specification, tool `data-transform`. */
export const dataTransform: ToolDefinition = {
  id: 'data-transform',
  version: '1.0.0',
  description: 'Reads and writes CSV, XML, YAML and JSON, and reshapes, filters, groups and sums the data.',
  recovery: 'pure',
  exposure: noExposure,
  actions: [...formatDefinitions, ...shapeDefinitions, ...rowDefinitions, ...textDefinitions],
};
