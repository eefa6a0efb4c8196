import { actionTable, flagOr, listAt, namesAt, recordAt, textAt, textOr, valueAt } from '../action.ts';
import { getAt, parsePath, removeAt, setAt } from '../json/member-path.ts';
import { equalJson } from '../json/order.ts';
import { findByPath } from '../json/query.ts';
import { flatten, merge, omit, pick, unflatten } from '../json/shape.ts';
import type { ToolImplementation } from '../worker/implementations.ts';
import { listActions } from './lists.ts';
import { patchActions } from './patching.ts';
import { textActions } from './texts.ts';
import { validate } from './validate.ts';

const valueActions = actionTable({
  query: (input) => ({ result: findByPath(valueAt(input, 'data'), textAt(input, 'path')) }),
  get: (input) => ({ result: getAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path'))) ?? valueAt(input, 'default') }),
  set: (input) => ({ result: setAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path')), valueAt(input, 'value')) }),
  has: (input) => ({ result: getAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path'))) !== undefined }),
  remove: (input) => ({ result: removeAt(valueAt(input, 'data'), parsePath(valueAt(input, 'path'))) }),
  flatten: (input) => ({ result: flatten(valueAt(input, 'data'), textOr(input, 'separator', '.')) }),
  unflatten: (input) => ({ result: unflatten(recordAt(input, 'data'), textOr(input, 'separator', '.')) }),
  merge: (input) => ({ result: merge(listAt(input, 'values'), false, 'replace') }),
  deep_merge: (input) => {
    const lists = textOr(input, 'lists', 'replace');
    return { result: merge(listAt(input, 'values'), true, lists === 'concat' || lists === 'by_index' ? lists : 'replace') };
  },
  clone: (input) => ({ result: valueAt(input, 'data') }),
  equals: (input) => ({ result: equalJson(valueAt(input, 'left'), valueAt(input, 'right')) }),
  pick: (input) => ({ result: pick(valueAt(input, 'data'), namesAt(input, 'fields')) }),
  omit: (input) => ({ result: omit(valueAt(input, 'data'), namesAt(input, 'fields')) }),
  transform: async (input, context) => ({ result: await context.evaluate(textAt(input, 'expression'), valueAt(input, 'data')) }),
  validate: (input) => validate(valueAt(input, 'data'), recordAt(input, 'schema'), flagOr(input, 'formats', true)),
});

export const jsonUtilsActions: ToolImplementation = {
  actions: new Map([...valueActions, ...patchActions, ...textActions, ...listActions]),
};
