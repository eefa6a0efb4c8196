import { describe, expect, test } from 'vitest';
import { createDirectoryLimit } from './directory-limit.ts';

describe('the limit of the directory', () => {
  const refused = expect.objectContaining({ kind: 'limited', reason: 'directory.limited', detail: { retryAfterS: expect.any(Number) } });

  test('refuses an address that asks too often, and no other', async () => {
    const limit = createDirectoryLimit(() => 2);
    await limit('192.0.2.1');
    await limit('192.0.2.1');
    await expect(limit('192.0.2.1')).rejects.toThrow(refused);
    await limit('192.0.2.2');
    await limit('::ffff:192.0.2.3');
    await limit('::ffff:192.0.2.3');
    await expect(limit('::ffff:192.0.2.3')).rejects.toThrow(refused);
  });

  test.each([
    [['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'], '2001:db8:1:2:a:b:c:d', '2001:db8:1:3::1'],
    [['::1', '::2'], '::3', '1::1'],
  ])('counts the addresses %j of one network together', async (same, third, foreign) => {
    const limit = createDirectoryLimit(() => 2);
    for (const ip of same) await limit(ip);
    await expect(limit(third)).rejects.toThrow(refused);
    await limit(foreign);
  });
});
