import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FailureLimit } from './failure-limit.ts';
import { networkOf } from './network-of.ts';
import { Refusal } from './refusal.ts';

const wrong = (): Promise<never> => Promise.reject(new Refusal('unauthenticated', 'login.failed', 'wrong'));
const right = (): Promise<string> => Promise.resolve('in');

async function fail(limit: FailureLimit, times: number, ip: string, account: string): Promise<string[]> {
  const reasons = Array.from({ length: times }, () =>
    limit.guard(ip, account, wrong).catch((error: unknown) => (error instanceof Refusal ? error.reason : 'other')),
  );
  return Promise.all(reasons);
}

describe('guessing', () => {
  it('is refused after the allowed wrong attempts, also when they come all at once, and says when to come again', async () => {
    const limit = new FailureLimit({ failuresMax: 3, windowS: 60 });
    expect(await fail(limit, 5, '192.0.2.1', 'ada')).toEqual([
      'login.failed',
      'login.failed',
      'login.failed',
      'login.too_many_failures',
      'login.too_many_failures',
    ]);
    await expect(limit.guard('192.0.2.1', 'ADA', right)).rejects.toMatchObject({ kind: 'limited', detail: { retryAfterS: 60 } });
  });

  it('of one account leaves the account usable from elsewhere, and other accounts from there', async () => {
    const limit = new FailureLimit({ failuresMax: 3, windowS: 60 });
    await fail(limit, 3, '192.0.2.1', 'ada');
    expect(await limit.guard('192.0.2.2', 'ada', right)).toBe('in');
    expect(await limit.guard('192.0.2.1', 'bob', right)).toBe('in');
  });

  it('over many accounts is refused by network', async () => {
    const limit = new FailureLimit({ failuresMax: 2, windowS: 60 });
    for (let account = 0; account < 10; account += 1) await fail(limit, 1, '2001:db8::1', `a${account}`);
    expect(await fail(limit, 1, '2001:db8::2', 'next')).toEqual(['login.too_many_failures']);
    expect(await fail(limit, 1, '2001:db8:0:1::1', 'next')).toEqual(['login.failed']);
  });

  it('ends with the window: the right secret works again', async () => {
    const limit = new FailureLimit({ failuresMax: 1, windowS: 1 });
    await fail(limit, 1, '192.0.2.1', 'ada');
    await expect(limit.guard('192.0.2.1', 'ada', right)).rejects.toMatchObject({ kind: 'limited' });
    await delay(1_100);
    expect(await limit.guard('192.0.2.1', 'ada', right)).toBe('in');
  });

  it('counts neither right attempts nor faults of the server', async () => {
    const limit = new FailureLimit({ failuresMax: 2, windowS: 60 });
    for (let time = 0; time < 5; time += 1) {
      await limit.guard('192.0.2.1', 'ada', right);
      await limit.guard('192.0.2.1', 'ada', () => Promise.reject(new Error('store is away'))).catch(() => undefined);
    }
    expect(await limit.guard('192.0.2.1', 'ada', right)).toBe('in');
  });
});

describe('a network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (ip, network) => expect(networkOf(ip)).toBe(network));
});
