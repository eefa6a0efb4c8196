import type { Operation } from '../../kernel/operation.ts';
import { requireGrant } from '../../kernel/caller.ts';
import type { Home } from '../home.ts';

/** The same operation for those who do not call it too often: counted per organisation and per what `keyOf` names. */
export function limited<Input, Output>(
  operation: Operation<Home, Input, Output>,
  keyOf: (input: Input) => string,
): Operation<Home, Input, Output> {
  const guarded: Operation<Home, Input, Output> = async (at, input) => {
    if (operation.grant !== undefined && operation.grant !== null) requireGrant(at.caller, operation.grant);
    at.home.messageLimit.take(`${at.caller.orgId} ${keyOf(input)}`);
    return operation(at, input);
  };
  return operation.grant === undefined ? guarded : Object.assign(guarded, { grant: operation.grant });
}
