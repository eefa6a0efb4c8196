import type { Ajv, ErrorObject } from 'ajv';
import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { InputCheck, InputProblem, ToolDefinition, ToolRunner } from '../kernel/tool.ts';

const checkTimeoutMs = 5_000;
const problemsMax = 20;

/**
 * The check of inputs against schemas. Those of our own tools are compiled here; others may be made to take for ever, so a worker judges by them
 * and is killed when it takes too long. The library is loaded with the first check.
 */
export function createInputChecker(invoke: ToolRunner['invoke'], own: readonly ToolDefinition[]): InputCheck {
  let known: ReadonlyMap<string, JsonObject> | undefined;
  let loading: Promise<Ajv> | undefined;
  return async (schema, input) => {
    // Schemas come back from the store as copies.
    known ??= new Map(own.flatMap((tool) => tool.actions.map((action) => [JSON.stringify(action.inputSchema), action.inputSchema])));
    const trusted = known.get(JSON.stringify(schema));
    if (trusted === undefined) return problemsByWorker(invoke, schema, input);
    loading ??= load();
    return problemsOf(await loading, trusted, input);
  };
}

/** A schema that cannot be used, or not in time, forbids nothing. */
async function problemsByWorker(invoke: ToolRunner['invoke'], schema: JsonObject, data: JsonObject): Promise<readonly InputProblem[]> {
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  const signal = AbortSignal.timeout(checkTimeoutMs);
  const call = { tool: 'json-utils', action: 'validate', input: { data, schema: rest, formats: false }, timeoutMs: checkTimeoutMs, signal };
  const verdict = await invoke(call).catch(() => null);
  const errors = isJsonObject(verdict) && Array.isArray(verdict['errors']) ? verdict['errors'].filter(isJsonObject) : [];
  return errors.slice(0, problemsMax).map(({ path, message }) => {
    const detail = typeof message === 'string' ? message : 'is not valid';
    const missing = /^must have required property '(.+)'$/.exec(detail)?.[1];
    return { pointer: pointerTo(typeof path === 'string' ? path : '', missing), detail };
  });
}

function pointerTo(path: string, member: string | undefined): string {
  return member === undefined ? path : `${path}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

async function load(): Promise<Ajv> {
  const { Ajv } = await import('ajv');
  return new Ajv({ strict: false, meta: false, validateSchema: false, allErrors: true, addUsedSchema: false });
}

function problemsOf(ajv: Ajv, schema: JsonObject, input: JsonObject): readonly InputProblem[] {
  const validate = ajv.compile(schema);
  return validate(input) === true ? [] : (validate.errors ?? []).slice(0, problemsMax).map(toProblem);
}

function toProblem(issue: ErrorObject): InputProblem {
  const named: unknown = issue.params['missingProperty'] ?? issue.params['additionalProperty'];
  const detail = issue.message ?? 'is not valid';
  if (typeof named !== 'string') return { pointer: issue.instancePath, detail };
  return { pointer: pointerTo(issue.instancePath, named), detail };
}
