import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { JsonObject } from '../../kernel/json.ts';
import type { ToolActionDefinition } from '../../kernel/tool.ts';

/** Why an input does not satisfy its action, and the member it is about when there is one. */
export interface InputIssue {
  readonly member: string | null;
  readonly message: string;
}

/** Checks inputs against action schemas; each schema is compiled once, on first use. */
export type InputCheck = (action: ToolActionDefinition, input: JsonObject) => InputIssue | null;

export function createInputCheck(): InputCheck {
  // The schemas are our own; compiling the schema of schemas to check them costs 60 ms at the first call.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  const compiled = new WeakMap<ToolActionDefinition, ValidateFunction>();
  return (action, input) => {
    const validate = compiled.get(action) ?? ajv.compile(action.inputSchema);
    compiled.set(action, validate);
    if (validate(input)) return null;
    const issue = validate.errors?.[0];
    return issue === undefined ? { member: null, message: 'The input is not valid' } : explain(issue);
  };
}

function explain(issue: ErrorObject): InputIssue {
  const missing: unknown = issue.params['missingProperty'];
  if (typeof missing === 'string') return { member: missing, message: `The input member "${missing}" is missing` };
  const unknown: unknown = issue.params['additionalProperty'];
  if (typeof unknown === 'string') return { member: unknown, message: `The input member "${unknown}" is not known` };
  const place = issue.instancePath.slice(1).replaceAll('/', '.');
  const allowed: unknown = issue.params['allowedValues'];
  const detail = Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : (issue.message ?? 'is not valid');
  const member = place.split('.')[0] ?? '';
  return {
    member: member === '' ? null : member,
    message: member === '' ? `The input ${detail}` : `The input member "${place}" ${detail}`,
  };
}
