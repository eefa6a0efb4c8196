import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyWebhook, WebhookVerificationError } from './index.ts';
import type { VerifyWebhookOptions } from './index.ts';

const nowMs = Date.UTC(2027, 0, 15, 12);
const nowS = nowMs / 1_000;
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const secret = newSecret();
const body = '{"type":"task.assigned","timestamp":"2027-01-15T12:00:00.000Z","data":{"task":{"id":12,"title":"é"}}}';
const id = 'msg_0194f0c2111170008000000000000001';

const sign = (text = body, { key = secret, at = nowS }: { readonly key?: string; readonly at?: number } = {}): string =>
  `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`${id}.${at}.${text}`)
    .digest('base64')}`;
const headers = (more: Readonly<Record<string, string>> = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': String(nowS),
  'webhook-signature': sign(),
  'x-forgeyard-sequence': '7',
  ...more,
});
const verify = (text: string | Uint8Array = body, given: object = headers(), options: Partial<VerifyWebhookOptions> = {}) =>
  verifyWebhook(text, { ...given }, { secret, now: () => nowMs, ...options });
const refusal = async (asking: Promise<unknown>): Promise<string> => {
  try {
    await asking;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return error.reason;
  }
};

describe('S54: verifying webhooks', () => {
  test('the vector of the standard itself has the right signature, and is no event', async () => {
    const given = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const options = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', now: () => 1_614_265_330_000 };
    expect(await refusal(verify('{"test": 2432232314}', given, options))).toBe('body_invalid');
    expect(await refusal(verify('{"test":2432232314}', given, options))).toBe('signature_invalid');
  });

  test('what was signed with the secret is accepted, as text, bytes, plain headers and Headers', async () => {
    const message = {
      id,
      sentAt: nowMs,
      sequence: 7,
      type: 'task.assigned',
      timestamp: '2027-01-15T12:00:00.000Z',
      data: { task: { id: 12, title: 'é' } },
    };
    expect(await verify()).toEqual(message);
    expect(await verify(new TextEncoder().encode(body))).toEqual(message);
    expect(await verifyWebhook(body, new Headers(headers()), { secret, now: () => nowMs })).toEqual(message);
    const upper = Object.fromEntries(Object.entries(headers()).map(([name, value]) => [name.toUpperCase(), value]));
    expect(await verify(body, upper)).toEqual(message);
  });

  test('the body shape of the agents API is read too', async () => {
    const text = body.replace('"type"', '"event"');
    expect((await verify(text, headers({ 'webhook-signature': sign(text) }))).type).toBe('task.assigned');
  });

  test.each([
    ['another secret', body, { 'webhook-signature': sign(body, { key: newSecret() }) }],
    ['a body with one other byte', body.replace('12', '13'), {}],
    ['a body that was parsed and written again', JSON.stringify(JSON.parse(body), null, 1), {}],
    ['another id', body, { 'webhook-id': 'msg_other' }],
    ['another time within the tolerance', body, { 'webhook-timestamp': String(nowS + 1) }],
    ['a signature of another version', body, { 'webhook-signature': sign().replace('v1,', 'v1a,') }],
    ['a signature without a version', body, { 'webhook-signature': sign().slice(3) }],
    ['a signature that is cut', body, { 'webhook-signature': sign().slice(0, -4) }],
    ['an empty signature', body, { 'webhook-signature': 'v1,' }],
    ['a hex signature', body, { 'webhook-signature': `v1,${createHmac('sha256', secret).update(body).digest('hex')}` }],
  ])('%s is refused', async (_title, text, more) => {
    expect(await refusal(verify(text, headers(more)))).toBe('signature_invalid');
  });

  test.each([
    [-301, 'too_old'],
    [-360, 'too_old'],
    [301, 'too_new'],
    [360, 'too_new'],
    [-300, 'accepted'],
    [300, 'accepted'],
  ])('a message of %d seconds from now is %s', async (offset, verdict) => {
    const at = nowS + offset;
    const given = headers({ 'webhook-timestamp': String(at), 'webhook-signature': sign(body, { at }) });
    expect(await refusal(verify(body, given))).toBe(verdict);
  });

  test.each(['', 'soon', '1e9', '-1', '1.5', ' 1'])('the timestamp %j is refused', async (timestamp) => {
    expect(await refusal(verify(body, headers({ 'webhook-timestamp': timestamp })))).toMatch(/timestamp_invalid|headers_missing/);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('a request without %s is refused', async (name) => {
    const { [name]: _left, ...rest } = headers() as Record<string, string>;
    expect(await refusal(verify(body, rest))).toBe('headers_missing');
  });

  test('one right signature among wrong ones is enough, in any order', async () => {
    const wrong = sign(body, { key: newSecret() });
    for (const list of [`${wrong} ${sign()}`, `${sign()} ${wrong}`, `v1a,xxxx ${wrong} ${sign()}`])
      expect(await refusal(verify(body, headers({ 'webhook-signature': list })))).toBe('accepted');
  });

  test('either of two secrets is accepted while one takes over', async () => {
    expect(await refusal(verify(body, headers(), { secret: [newSecret(), secret] }))).toBe('accepted');
  });

  test('a repeated id is refused where the receiver remembers ids', async () => {
    const seen = new Set<string>();
    const isNew = (one: string): boolean => !seen.has(one) && seen.add(one).size > 0;
    expect([await refusal(verify(body, headers(), { isNew })), await refusal(verify(body, headers(), { isNew }))]).toEqual([
      'accepted',
      'repeated',
    ]);
  });

  test.each(['', 'whsec_', 'whsec_?', 'short'])('the secret %j is an error of the receiver, not of the sender', async (wrong) => {
    await expect(verify(body, headers(), { secret: wrong })).rejects.toThrow(TypeError);
    await expect(verify(body, headers(), { secret: [] })).rejects.toThrow(TypeError);
  });

  test('a signed body that is no event is refused', async () => {
    for (const text of ['', '[]', '{}', 'null', '{"type":1}'])
      expect(await refusal(verify(text, headers({ 'webhook-signature': sign(text) })))).toBe('body_invalid');
  });
});
