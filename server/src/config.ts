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
  FORGEYARD_MASTER_KEY_PREVIOUS: Type.Optional(
    Type.String({
      description: 'Former master keys, comma-separated, that still open stored secrets while they are moved to the current one',
    }),
  ),
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
  FORGEYARD_REGISTRATION: Type.Optional(
    Type.Enum(['open', 'invite', 'closed'], { description: 'Whether people and agent accounts may sign up on their own' }),
  ),
  FORGEYARD_OIDC_ISSUER: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'OpenID provider at which people sign in, exactly as it names itself' }),
  ),
  FORGEYARD_OIDC_CLIENT_ID: Type.Optional(Type.String({ description: "This server's client id at that provider" })),
  FORGEYARD_OIDC_CLIENT_SECRET: Type.Optional(Type.String({ description: "This server's client secret there; unset for a public client" })),
  FORGEYARD_OIDC_NAME: Type.String({ default: 'Single sign-on', description: 'What its button says' }),
  FORGEYARD_SMTP_URL: Type.Optional(
    Type.String({ pattern: '^smtps?://[^/\\s]+', description: 'Mail server, with user and password where it asks for them' }),
  ),
  FORGEYARD_MAIL_FROM: Type.Optional(
    Type.String({ pattern: '^[^\\r\\n]*[^@\\s]+@[^@\\s]+$', description: 'Sender of mails, as an address or `Name <address>`' }),
  ),
  FORGEYARD_DIRECTORY_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 300,
    description: 'Requests to the public directory that one address may make in a minute',
  }),
  FORGEYARD_ALLOW_PRIVATE_NETWORK: Type.String({
    default: '',
    description: 'Comma-separated hosts that may be reached although they are private',
  }),
  FORGEYARD_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s@]+$',
      description: 'OpenTelemetry collector that gets the spans of every run, without `/v1/traces`',
    }),
  ),
  FORGEYARD_OTLP_HEADERS: Type.Optional(
    Type.String({ pattern: '^[^\\r\\n]*$', description: 'Headers for it, `name=value` with commas between them, values percent-encoded' }),
  ),
  FORGEYARD_OTLP_CAPTURE_CONTENT: Type.Enum(['true', 'false'], {
    default: 'false',
    description: 'Whether it also gets prompts, answers, and what tools were given and brought',
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
  const complete = asSettings(Object.fromEntries(values));
  if ((complete.FORGEYARD_SMTP_URL === undefined) !== (complete.FORGEYARD_MAIL_FROM === undefined)) {
    throw new ConfigError('FORGEYARD_SMTP_URL and FORGEYARD_MAIL_FROM are set together or not at all.');
  }
  if (!URL.canParse(complete.FORGEYARD_SMTP_URL ?? 'smtp://localhost'))
    throw new ConfigError('FORGEYARD_SMTP_URL is not a usable address.');
  if ((complete.FORGEYARD_OIDC_ISSUER === undefined) !== (complete.FORGEYARD_OIDC_CLIENT_ID === undefined)) {
    throw new ConfigError('FORGEYARD_OIDC_ISSUER and FORGEYARD_OIDC_CLIENT_ID are set together or not at all.');
  }
  if (!URL.canParse(complete.FORGEYARD_OTLP_ENDPOINT ?? 'http://localhost'))
    throw new ConfigError('FORGEYARD_OTLP_ENDPOINT is not a usable address.');
  if (complete.FORGEYARD_OTLP_HEADERS !== undefined && otlpHeaders(complete.FORGEYARD_OTLP_HEADERS) === null)
    throw new ConfigError('FORGEYARD_OTLP_HEADERS must be name=value, with commas between them.');
  return complete;
}

const headerPattern = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([\x20-\x7e]*)$/;

/** Headers written as `name=value,name=value`; null when they are not. Source: OpenTelemetry, `OTEL_EXPORTER_OTLP_HEADERS`. */
export function otlpHeaders(text: string): Readonly<Record<string, string>> | null {
  const entries: [string, string][] = [];
  for (const pair of text.split(',').filter((one) => one.trim() !== '')) {
    const found = headerPattern.exec(pair.trim());
    const value = found === null ? null : decoded(found[2] ?? '');
    if (found === null || value === null || /[\r\n\u0000]/.test(value)) return null;
    entries.push([(found[1] ?? '').toLowerCase(), value.trim()]);
  }
  return Object.fromEntries(entries);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Who may sign up, and register agent accounts, without being let in by somebody. */
export type Registration = 'open' | 'invite' | 'closed';

const loopbackHost = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[?::1\]?)$/;

/** The policy in force: the one that was set, or else `open` where only this machine can reach the server, and `closed` everywhere else. */
export function registrationOf(values: Settings): Registration {
  const { FORGEYARD_REGISTRATION: chosen, FORGEYARD_HOST: host, FORGEYARD_PUBLIC_URL: publicUrl } = values;
  if (chosen !== undefined) return chosen;
  // Behind a proxy the server listens on loopback, yet the world reaches it: the public address tells.
  const isPrivate = loopbackHost.test(host) && (publicUrl === undefined || loopbackHost.test(new URL(publicUrl).hostname));
  return isPrivate ? 'open' : 'closed';
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
