import { Refusal } from '../../kernel/refusal.ts';
import type { FieldProblem } from '../../kernel/refusal.ts';
import { isSecretField } from './launch-type.ts';
import type { FieldType, FieldValues, LaunchField } from './launch-type.ts';

/** What stands for a secret that is set; sent back, it keeps the secret. */
export const mask = '••••';

const lengthMax: { readonly [T in FieldType]: number } = {
  string: 500,
  text: 10_000,
  url: 2_000,
  secret: 4_000,
  boolean: 0,
  select: 100,
};
const isOneLine = /^[^\u0000-\u001f\u007f]*$/;

/**
 * Reads what was given for some fields: defaults filled in, empty texts left out. Problems name their field and never repeat a value.
 * @throws Refusal `unprocessable` launch.field_invalid
 */
export function readValues(fields: readonly LaunchField[], given: Readonly<Record<string, unknown>>, prefix: string): FieldValues {
  const problems: FieldProblem[] = [];
  const values: Record<string, string | boolean> = {};
  for (const name of Object.keys(given)) {
    if (!fields.some((field) => field.name === name))
      problems.push({ pointer: `${prefix}/${pointerPart(name)}`, detail: 'There is no such field.' });
  }
  for (const field of fields) {
    const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    const chosen = value === undefined || value === null || value === '' ? field.default : value;
    const problem = problemOf(field, chosen);
    if (problem !== null) problems.push({ pointer: `${prefix}/${field.name}`, detail: problem });
    else if (typeof chosen === 'string' || typeof chosen === 'boolean') values[field.name] = chosen;
  }
  if (problems.length > 0) throw badFields(problems);
  return values;
}

/** Refuses fields by name, with the first problem as its sentence. */
export function badFields(problems: readonly FieldProblem[]): Refusal {
  const first = problems[0];
  const name = first?.pointer.split('/').at(-1) ?? '';
  return new Refusal('unprocessable', 'launch.field_invalid', `${name}: ${first?.detail ?? 'not usable.'}`, { fields: problems });
}

/** The same values with every secret masked. */
export function maskedValues(fields: readonly LaunchField[], values: FieldValues): FieldValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = values[field.name];
      return value === undefined ? [] : [[field.name, isSecretField(field) ? mask : value]];
    }),
  );
}

function pointerPart(name: string): string {
  return name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}

function problemOf(field: LaunchField, value: unknown): string | null {
  if (value === undefined) return field.required ? `${field.label} is needed.` : null;
  if (field.type === 'boolean') return typeof value === 'boolean' ? null : 'True or false is needed.';
  if (typeof value !== 'string') return 'A text is needed.';
  const max = field.maxLength ?? lengthMax[field.type];
  if (value.length > max) return `At most ${max} characters.`;
  if (field.type === 'select' && !(field.options ?? []).includes(value)) return `One of ${(field.options ?? []).join(', ')}.`;
  if (field.type === 'text' ? value.includes('\u0000') : !isOneLine.test(value)) return 'Control characters are not allowed.';
  return field.problemOf?.(value) ?? null;
}
