import type { ToolImplementation } from '../worker/implementations.ts';
import { arithmeticActions } from './arithmetic.ts';
import { comparisonActions } from './comparison.ts';
import { conversionActions } from './conversion.ts';
import { normalize } from './normalize.ts';

export const dateUtilsActions: ToolImplementation = {
  actions: new Map([...conversionActions, ...arithmeticActions, ...comparisonActions, ['normalize', normalize]]),
};
