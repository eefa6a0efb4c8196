import type { Ajv, ErrorObject } from 'ajv';
import type { JsonObject } from '../kernel/json.ts';
import type { InputCheck, InputProblem } from '../kernel/tool.ts';
import { PlainPattern } from './plain-pattern.ts';

const schemaCharsMax = 100_000;
const problemsMax = 20;

/** The check of inputs against schemas that other servers may have written; the library is loaded with the first one. */
export function createInputChecker(): InputCheck {
  let loading: Promise<Ajv> | undefined;
  return async (schema, input) => {
    if (JSON.stringify(schema).length > schemaCharsMax) return [];
    loading ??= load();
    return problemsOf(await loading, schema, input);
  };
}

async function load(): Promise<Ajv> {
  const { Ajv } = await import('ajv');
  const regExp = Object.assign((pattern: string, flags: string) => new PlainPattern(pattern, flags), { code: '' });
  return new Ajv({ strict: false, meta: false, validateSchema: false, allErrors: true, addUsedSchema: false, code: { regExp } });
}

function problemsOf(ajv: Ajv, schema: JsonObject, input: JsonObject): readonly InputProblem[] {
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  try {
    const validate = ajv.compile(rest);
    return validate(input) === true ? [] : (validate.errors ?? []).slice(0, problemsMax).map(toProblem);
  } catch {
    // The schema cannot be used.
    return [];
  } finally {
    // What people edit is rare, and a schema of another server would be kept for ever.
    ajv.removeSchema(rest);
  }
}

function toProblem(issue: ErrorObject): InputProblem {
  const named: unknown = issue.params['missingProperty'] ?? issue.params['additionalProperty'];
  const detail = issue.message ?? 'is not valid';
  if (typeof named !== 'string') return { pointer: issue.instancePath, detail };
  return { pointer: `${issue.instancePath}/${named.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail };
}
