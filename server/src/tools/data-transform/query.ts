import { actionTable, flagOr, textAt, valueAt } from '../action.ts';
import { findByPath, findPaths } from '../json/query.ts';
import { fillTemplate } from './template.ts';

export const queryActions = actionTable({
  jsonpath: (input) => {
    const data = valueAt(input, 'data');
    const path = textAt(input, 'path');
    if (flagOr(input, 'paths', false)) return { result: findPaths(data, path) };
    const found = findByPath(data, path);
    return { result: flagOr(input, 'first', false) ? (found[0] ?? null) : found };
  },
  jsonata: async (input, context) => ({ result: await context.evaluate(textAt(input, 'expression'), valueAt(input, 'data')) }),
  template: (input) => ({ result: fillTemplate(textAt(input, 'template'), valueAt(input, 'data'), flagOr(input, 'strict', false)) }),
});
