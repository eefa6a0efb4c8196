import { csvActions, invalidCsv } from './csv.ts';
import { markupActions } from './markup.ts';
import { queryActions } from './query.ts';
import { rowActions } from './rows.ts';
import { shapeActions } from './shape.ts';
import { textActions } from './text.ts';
import type { ToolImplementation } from '../worker/implementations.ts';

export const dataTransformActions: ToolImplementation = {
  actions: new Map([...csvActions, ...markupActions, ...queryActions, ...shapeActions, ...rowActions, ...textActions]),
  refuseInput: (action, member) => (action === 'csv_to_json' && member === 'csv' ? invalidCsv('"csv" must be text') : null),
};
