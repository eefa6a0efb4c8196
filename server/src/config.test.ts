import { describe, expect, it } from 'vitest';
import { ConfigError, readSettings, registrationOf, settings } from './config.ts';

describe('settings', () => {
  it('have defaults that listen on this machine alone, and nothing secret among them', () => {
    expect(readSettings({})).toEqual({
      FORGEYARD_PORT: 3001,
      FORGEYARD_HOST: '127.0.0.1',
      FORGEYARD_DATA_DIR: './data',
      FORGEYARD_DIRECTORY_PER_MINUTE: 300,
      FORGEYARD_ALLOW_PRIVATE_NETWORK: '',
      FORGEYARD_ROLE: 'all',
      FORGEYARD_LOG_LEVEL: 'info',
      FORGEYARD_OIDC_NAME: 'Single sign-on',
      FORGEYARD_OTLP_CAPTURE_CONTENT: 'false',
    });
  });

  it('an empty value counts as unset', () => {
    const empty = Object.fromEntries(Object.keys(settings.properties).map((name) => [name, '']));
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  it('an unknown FORGEYARD_ name is refused, so that a mistyped setting is never ignored; other names are none of ours', () => {
    expect(() => readSettings({ FORGEYARD_PROT: '3001' })).toThrow(new ConfigError('Unknown setting FORGEYARD_PROT.'));
    expect(() => readSettings({ FORGEYARD_: '' })).toThrow(ConfigError);
    expect(readSettings({ PATH: '/bin', forgeyard_port: '1', npm_config_x: 'y' })).toEqual(readSettings({}));
  });

  it.each(['FORGEYARD_constructor', 'FORGEYARD___proto__'])('a hostile name is unknown: %s', (name) => {
    expect(() => readSettings({ [name]: 'x' })).toThrow(ConfigError);
  });

  it.each([
    ['FORGEYARD_PORT', '70001'],
    ['FORGEYARD_PORT', '-17'],
    ['FORGEYARD_PORT', '30.01'],
    ['FORGEYARD_PORT', 'threethousand'],
    ['DATABASE_URL', 'mysql://user:canary-value@host/db'],
    ['FORGEYARD_PUBLIC_URL', 'ftp://canary-value'],
    ['FORGEYARD_INIT_EMAIL', 'canary-value'],
    ['FORGEYARD_INIT_EMAIL', 'canary value@host'],
    ['FORGEYARD_INIT_PASSWORD', 'canary-value'.slice(0, 11)],
    ['FORGEYARD_INIT_ORG', 'canary-value'.repeat(9)],
    ['FORGEYARD_INIT_FORGE_KEY', 'canary-value'],
    ['FORGEYARD_INIT_FORGE_KEY', 'canary-value with a space'],
    ['FORGEYARD_REGISTRATION', 'canary-value'],
    ['FORGEYARD_ROLE', 'canary-value'],
    ['FORGEYARD_LOG_LEVEL', 'canary-value'],
    ['ANTHROPIC_BASE_URL', 'file:///canary-value'],
    ['OPENAI_BASE_URL', 'canary-value'],
  ])('%s=%j is refused with its name and without its value', (name, value) => {
    const read = (): unknown => readSettings({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(name);
    expect(read).not.toThrow(new RegExp(value.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')));
    expect(read).not.toThrow(/canary/);
  });

  it.each([
    ['FORGEYARD_PORT', '0', 0],
    ['FORGEYARD_PORT', '65535', 65_535],
    ['DATABASE_URL', 'postgresql://host/db', 'postgresql://host/db'],
    ['FORGEYARD_REGISTRATION', 'closed', 'closed'],
    ['FORGEYARD_ROLE', 'worker', 'worker'],
    ['FORGEYARD_INIT_PASSWORD', 'x'.repeat(12), 'x'.repeat(12)],
  ])('%s=%s is taken', (name, value, expected) => {
    expect(readSettings({ [name]: value })).toMatchObject({ [name]: expected });
  });

  it('a mail server and a sender are set together, and neither is shown when they cannot be used', () => {
    const mail = { FORGEYARD_SMTP_URL: 'smtps://user:canary@mail.example.test:465', FORGEYARD_MAIL_FROM: 'Forgeyard <f@example.test>' };
    expect(readSettings(mail)).toMatchObject(mail);
    for (const [name, value] of Object.entries(mail)) expect(() => readSettings({ [name]: value })).toThrow(/set together/);
    for (const url of ['http://canary', 'smtp://canary:port', 'smtp://', 'canary', 'smtp://canary:999999']) {
      const read = (): unknown => readSettings({ ...mail, FORGEYARD_SMTP_URL: url });
      expect(read).toThrow(/FORGEYARD_SMTP_URL/);
      expect(read).not.toThrow(/canary/);
    }
    for (const from of ['canary', 'a@b\r\nBcc: canary@x.test', '@', 'a@']) {
      expect(() => readSettings({ ...mail, FORGEYARD_MAIL_FROM: from })).toThrow(/FORGEYARD_MAIL_FROM/);
    }
  });

  it.each([
    [{}, 'open'],
    [{ FORGEYARD_HOST: '::1' }, 'open'],
    [{ FORGEYARD_HOST: 'localhost', FORGEYARD_PUBLIC_URL: 'http://localhost:4000' }, 'open'],
    [{ FORGEYARD_HOST: '0.0.0.0' }, 'closed'],
    [{ FORGEYARD_HOST: '127.evil.test' }, 'closed'],
    [{ FORGEYARD_PUBLIC_URL: 'https://forgeyard.example.test' }, 'closed'],
    [{ FORGEYARD_HOST: '0.0.0.0', FORGEYARD_REGISTRATION: 'open' }, 'open'],
    [{ FORGEYARD_REGISTRATION: 'invite' }, 'invite'],
    [{ FORGEYARD_REGISTRATION: 'closed' }, 'closed'],
  ] as const)('with %j registration is %s: open by itself only where nobody else can reach the server', (env, policy) => {
    expect(registrationOf(readSettings(env))).toBe(policy);
  });

  it('each setting says what it is for', () => {
    for (const [name, schema] of Object.entries(settings.properties)) expect(schema, name).toHaveProperty('description');
  });
});
