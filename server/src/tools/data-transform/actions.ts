import { lazyActions } from '../action.ts';
import type { ToolImplementation } from '../worker/implementations.ts';
import { csvActions, invalidCsv } from './csv.ts';
import { rowActions } from './rows.ts';
import { shapeActions } from './shape.ts';
import { textActions } from './text.ts';

const markupActions = lazyActions(
  ['xml_to_json', 'json_to_xml', 'yaml_to_json', 'json_to_yaml'],
  async () => (await import('./markup.ts')).markupActions,
);
const queryActions = lazyActions(['jsonpath', 'jsonata', 'template'], async () => (await import('./query.ts')).queryActions);

export const dataTransformActions: ToolImplementation = {
  actions: new Map([...csvActions, ...markupActions, ...queryActions, ...shapeActions, ...rowActions, ...textActions]),
  refuseInput: (action, member) => (action === 'csv_to_json' && member === 'csv' ? invalidCsv('"csv" must be text') : null),
};
