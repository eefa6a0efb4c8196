import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { FormatsPluginOptions } from 'ajv-formats';
import addFormatsModule from 'ajv-formats';
import { Refusal } from '../kernel/refusal.ts';
import type { FieldProblem } from '../kernel/refusal.ts';

/** Guaranteed by ajv-formats: the function is the module's default export, which its types state only for one module system. */
const addFormats = addFormatsModule as unknown as (ajv: Ajv, options?: FormatsPluginOptions) => Ajv;

/**
 * Defaults only document: a route must be able to tell a member that was left out from one that was given. Our schemas are not judged against
 * the schema of schemas, which would take longer to compile than all that a request needs; their shapes are fixed by types and by the OpenAPI check.
 */
const options = {
  allErrors: false,
  removeAdditional: false,
  useDefaults: false,
  strict: false,
  validateFormats: true,
  meta: false,
  validateSchema: false,
} as const;

/** Marks a body schema whose body may be left out. */
export const optionalBody = 'x-optional';

export type Part = 'body' | 'params' | 'querystring' | 'headers';

export interface Validators {
  /** A check that is compiled at its first use, so that starting a server does not compile what nobody asks for. */
  lazily(schema: Readonly<Record<string, unknown>>, part: Part): (value: unknown) => { value?: unknown; error?: Refusal };
}

/** Bodies are taken as they are; query and path members, which are always text, become numbers and booleans where the schema says so. */
export function createValidators(): Validators {
  const strict = addFormats(new Ajv(options), ['date-time', 'uuid', 'email', 'uri']);
  const coercing = addFormats(new Ajv({ ...options, coerceTypes: true }), ['date-time', 'uuid', 'email', 'uri']);
  return {
    lazily(schema, part) {
      let compiled: ValidateFunction | undefined;
      return (value) => {
        // Fastify hands over null where no body came.
        if ((value === undefined || value === null) && schema[optionalBody] === true) return { value: {} };
        compiled ??= (part === 'body' ? strict : coercing).compile(schema);
        if (compiled(value)) return { value };
        return { error: toRefusal(compiled.errors ?? [], part) };
      };
    },
  };
}

function toRefusal(errors: readonly ErrorObject[], part: Part): Refusal {
  const fields = errors.slice(0, 10).map((error) => toProblem(error));
  const [first] = fields;
  const where = part === 'body' ? 'The request body' : part === 'querystring' ? 'The query' : 'The request';
  const message =
    first === undefined
      ? `${where} is not valid.`
      : `${where} is not valid: ${first.pointer === '' ? '' : `${first.pointer} `}${first.detail}.`;
  return new Refusal('invalid', part === 'body' ? 'body.invalid' : 'query.invalid', message, { fields });
}

function toProblem(error: ErrorObject): FieldProblem {
  const params: Readonly<Record<string, unknown>> = error.params;
  const extra = params['additionalProperty'];
  if (typeof extra === 'string') return { pointer: `${error.instancePath}/${extra.slice(0, 100)}`, detail: 'is not a known member' };
  const missing = params['missingProperty'];
  if (typeof missing === 'string') return { pointer: `${error.instancePath}/${missing}`, detail: 'is required' };
  const allowed = params['allowedValues'];
  if (Array.isArray(allowed)) return { pointer: error.instancePath, detail: `must be one of ${allowed.map(String).join(', ')}` };
  return { pointer: error.instancePath, detail: error.message ?? 'is not valid' };
}
