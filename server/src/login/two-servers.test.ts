import { URI } from 'otpauth';
import type { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person } from '../../test/requests.ts';
import { visitor } from '../../test/visitor.ts';
import { engines, place, world } from '../../test/world.ts';
import type { Place, World } from '../../test/world.ts';

const password = 'correct horse battery';
const kept = (here: Place): Place => ({ ...here, dispose: async () => undefined });

describe.each(engines.filter((engine) => engine === 'postgres'))('second factors on two servers of one %s', (engine) => {
  let here: Place;
  let servers: readonly World[] = [];
  let app: TOTP;
  let backupCodes: readonly string[];
  const email = 'two-servers@example.org';
  beforeAll(async () => {
    here = await place(engine);
    const first = await world(engine, { place: kept(here) });
    servers = [first, await world(engine, { place: kept(here) })];
    await person(first, 'admin', email, password);
    const browser = visitor(first.url);
    await browser.call('POST', '/v1/auth/login', { email, password });
    const { body } = await browser.call('POST', '/v1/auth/two-factor', { password });
    app = URI.parse(body.totp_uri) as TOTP;
    backupCodes = body.backup_codes;
    const confirmed = await browser.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() });
    if (confirmed.status !== 204) throw new Error(confirmed.text);
  });
  afterAll(async () => {
    await Promise.all(servers.map((one) => one.close()));
    await here.dispose();
  });

  /** Three browsers on each server that have passed the first step, and then one and the same second step from all of them at once. */
  const statusesOf = async (body: object): Promise<number[]> => {
    const browsers = await Promise.all(
      [...servers, ...servers, ...servers].map(async ({ url }) => {
        const browser = visitor(url);
        await browser.call('POST', '/v1/auth/login', { email, password });
        return browser;
      }),
    );
    const replies = await Promise.all(browsers.map((browser) => browser.call('POST', '/v1/auth/two-factor/verify', body)));
    return replies.map((reply) => reply.status).sort();
  };

  test('200 and 401: of six uses of one code of the app at the same moment one signs in', async () => {
    expect(await statusesOf({ code: app.generate({ timestamp: Date.now() + 30_000 }) })).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test('200 and 401: of six uses of one backup code at the same moment one signs in, and none later', async () => {
    expect(await statusesOf({ backup_code: backupCodes[0] })).toEqual([200, 401, 401, 401, 401, 401]);
    expect(await statusesOf({ backup_code: backupCodes[0] })).toEqual([401, 401, 401, 401, 401, 401]);
  });
});
