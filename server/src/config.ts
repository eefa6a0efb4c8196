import { Type } from 'typebox';
import type { Static } from 'typebox';

/**
 * Everything that is set from outside. The names are a contract; unknown `FORGEYARD_*` names are refused at start.
 */
export const settings = Type.Object({
  FORGEYARD_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3001, description: 'TCP port; 0 takes a free one' }),
  FORGEYARD_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  FORGEYARD_DATA_DIR: Type.String({ default: './data', description: 'Folder of the embedded store and the master key' }),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?:', description: 'PostgreSQL 15 or newer; unset = SQLite in the data folder' }),
  ),
  FORGEYARD_PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://', description: 'Origin under which people reach this server' })),
  FORGEYARD_MASTER_KEY: Type.Optional(Type.String({ description: '32 bytes in base64 or hex; seals stored provider keys' })),
  FORGEYARD_MASTER_KEY_FILE: Type.Optional(Type.String({ description: 'File that holds the master key' })),
  FORGEYARD_INIT_EMAIL: Type.Optional(
    Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', description: 'E-mail address of the owner that first start creates' }),
  ),
  FORGEYARD_INIT_PASSWORD: Type.Optional(Type.String({ minLength: 12, description: "That owner's password, at least 12 characters" })),
  FORGEYARD_INIT_ORG: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Name of the organisation that first start creates' }),
  ),
  FORGEYARD_INIT_FORGE_KEY: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{16,200}$', description: 'Secret of an organisation-wide key that first start creates' }),
  ),
  FORGEYARD_REGISTRATION: Type.Optional(Type.Enum(['open', 'invite', 'closed'], { description: 'Self-registration of agent accounts' })),
  FORGEYARD_ALLOW_PRIVATE_NETWORK: Type.String({
    default: '',
    description: 'Comma-separated hosts that may be reached although they are private',
  }),
  FORGEYARD_ROLE: Type.Enum(['all', 'api', 'worker'], {
    default: 'all',
    description: 'Whether this process serves requests, executes runs, or both',
  }),
  FORGEYARD_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
    default: 'info',
    description: 'Least severe log line that is written',
  }),
  ANTHROPIC_API_KEY: Type.Optional(Type.String({ description: 'Imported into the first organisation at first start' })),
  ANTHROPIC_BASE_URL: Type.Optional(Type.String({ pattern: '^https?://', description: 'Base URL for that key' })),
  OPENAI_API_KEY: Type.Optional(Type.String({ description: 'Imported into the first organisation at first start' })),
  OPENAI_BASE_URL: Type.Optional(Type.String({ pattern: '^https?://', description: 'Base URL for that key' })),
});

export type Settings = Static<typeof settings>;

/** A setting that cannot be used; the message names it and never shows its value. */
export class ConfigError extends Error {}

interface SettingSchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const schemas: Readonly<Record<string, SettingSchema>> = settings.properties;

/**
 * Reads the settings from an environment. Empty values count as unset.
 * @throws ConfigError for an unknown `FORGEYARD_*` name or an unusable value
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const unknown = Object.keys(env).find((name) => name.startsWith('FORGEYARD_') && !(name in schemas));
  if (unknown !== undefined) throw new ConfigError(`Unknown setting ${unknown}.`);
  const values = Object.entries(schemas).flatMap(([name, schema]): [string, unknown][] => {
    const text = env[name];
    const value = text === undefined || text === '' ? schema.default : readValue(name, schema, text);
    return value === undefined ? [] : [[name, value]];
  });
  return asSettings(Object.fromEntries(values));
}

function readValue(name: string, schema: SettingSchema, text: string): string | number {
  if (schema.type === 'integer') {
    const value = Number(text);
    if (!Number.isInteger(value) || value < (schema.minimum ?? 0) || value > (schema.maximum ?? Infinity)) {
      throw new ConfigError(`${name} must be a whole number from ${schema.minimum} to ${schema.maximum}.`);
    }
    return value;
  }
  if (schema.enum !== undefined && !schema.enum.includes(text)) throw new ConfigError(`${name} must be one of ${schema.enum.join(', ')}.`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text))
    throw new ConfigError(`${name} does not have the form ${schema.pattern}.`);
  if (text.length < (schema.minLength ?? 0)) throw new ConfigError(`${name} must have at least ${schema.minLength} characters.`);
  if (text.length > (schema.maxLength ?? Infinity)) throw new ConfigError(`${name} must have at most ${schema.maxLength} characters.`);
  return text;
}

/** Guaranteed by `readSettings`, which checked each member against the schema that the type is made from. */
function asSettings(values: Record<string, unknown>): Settings {
  return values as Settings;
}
