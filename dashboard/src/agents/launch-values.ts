import type { JsonObject, LaunchConfig, LaunchField } from '@forgeyard/sdk';

/** Stands for a secret that the server keeps; sent back, it stays. */
export const kept = '••••';

/** What a form of launch fields holds, by the names of the fields. */
export type LaunchValues = Readonly<Record<string, string | boolean>>;

/** The form of these fields: what is stored, otherwise their defaults. */
export function valuesOf(fields: readonly LaunchField[], stored: JsonObject = {}): LaunchValues {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, stored[field.name])]));
}

function valueOf(field: LaunchField, stored: unknown): string | boolean {
  if (field.type === 'boolean') return typeof stored === 'boolean' ? stored : field.default === true;
  if (typeof stored === 'string') return stored;
  return typeof field.default === 'string' ? field.default : '';
}

/** What is sent: texts that are empty are left out. */
export function sentValues(values: LaunchValues): JsonObject {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' && value.trim() === '' ? [] : [[name, value]])),
  );
}

/** What is missing before the values can be sent, by field. */
export function missingIn(fields: readonly LaunchField[], values: LaunchValues): Readonly<Record<string, string>> {
  const missing = fields.filter(({ name, required }) => required && String(values[name] ?? '').trim() === '');
  return Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is needed.`]));
}

/** The stored values, when they are of this type: nothing given for one type is sent to another. */
export function storedFor(type: string, saved: LaunchConfig | null): JsonObject {
  return saved?.webhook_type === type ? saved.config : {};
}

/** Help texts mark code with backticks; a hint shows plain words. */
export function plainHelp(help: string): string {
  return help.replaceAll('`', '');
}
