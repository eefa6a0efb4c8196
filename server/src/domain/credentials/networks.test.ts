import { describe, expect, it } from 'vitest';
import { isAdmitted, canonicalNetworks, isWithinNetworks, storedNetworks } from './networks.ts';

describe('networks of a key', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['192.0.2.7/24', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7/120', '192.0.2.0/24'],
    ['2001:DB8::5/32', '2001:db8::/32'],
    ['::1', '::1'],
    ['::/0', '::/0'],
  ])('%s is kept as %s', (written, kept) => {
    expect(canonicalNetworks([written])).toEqual([kept]);
  });

  it.each([
    '',
    'x',
    '192.0.2',
    '192.0.2.256',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '127.1',
    '192.0.2.7/33',
    '192.0.2.7/-1',
    '192.0.2.7/',
    '1.2.3.4/8/8',
    '2001:db8::/129',
    'fe80::1%eth0',
    '::ffff:192.0.2.7/24',
    'localhost',
    '*',
  ])('%j is refused and named by its place', (written) => {
    expect(() => canonicalNetworks(['192.0.2.1', written])).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        reason: 'credential.network_invalid',
        detail: { fields: [expect.objectContaining({ pointer: '/ip_allow/1' })] },
      }),
    );
  });

  it('at most fifty are kept, each once', () => {
    const many = Array.from({ length: 51 }, (_, at) => `192.0.2.${at}`);
    expect(() => canonicalNetworks(many)).toThrow(expect.objectContaining({ reason: 'credential.network_invalid' }));
    expect(canonicalNetworks(['10.0.0.1/8', '10.2.0.0/8', '10.0.0.0/8'])).toEqual(['10.0.0.0/8']);
  });

  it('an IPv4 address is the same one when it arrives as IPv6; the families do not mix otherwise', () => {
    const networks = storedNetworks(['192.0.2.0/24', '2001:db8::/32']);
    for (const ip of ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1']) expect(isAdmitted([networks], ip), ip).toBe(true);
    for (const ip of ['192.0.3.1', '::ffff:192.0.3.1', '2001:db9::1', '', 'x']) expect(isAdmitted([networks], ip), ip).toBe(false);
    expect(isAdmitted([storedNetworks(['::/0'])], '192.0.2.1')).toBe(false);
    expect(isAdmitted([storedNetworks(['0.0.0.0/0'])], '::1')).toBe(false);
  });

  it('one list lies within another when each of its addresses does', () => {
    expect(isWithinNetworks(['192.0.2.128/25'], ['192.0.2.0/24'])).toBe(true);
    expect(isWithinNetworks(['192.0.2.0/24'], ['192.0.2.0/24', '::1'])).toBe(true);
    expect(isWithinNetworks(['192.0.2.0/23'], ['192.0.2.0/24'])).toBe(false);
    expect(isWithinNetworks(['192.0.2.1', '::1'], ['192.0.2.0/24'])).toBe(false);
    expect(isWithinNetworks([], ['192.0.2.0/24'])).toBe(false);
    expect(isWithinNetworks(['192.0.2.1'], [])).toBe(true);
  });
});
