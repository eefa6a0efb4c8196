import { createServer } from 'node:http';
import type { LookupAddress } from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOutbound, isPublicAddress } from './outbound.ts';
import type { Outbound } from './outbound.ts';

let hits = 0;
let connections = 0;
let port = 0;
const canary = createServer((request, response) => {
  hits += 1;
  if (request.url === '/away') response.writeHead(302, { location: `http://localhost:${port}/` });
  response.end('canary');
});
canary.on('connection', () => {
  connections += 1;
});

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '::', resolve));
  const address = canary.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
beforeEach(() => {
  hits = 0;
  connections = 0;
});
afterAll(() => {
  canary.closeAllConnections();
  canary.close();
});

async function tried(outbound: Outbound, url: string): Promise<string> {
  try {
    const { statusCode, body } = await outbound.dispatcher.request({
      origin: new URL(url).origin,
      path: '/',
      method: 'GET',
      headersTimeout: 2000,
    });
    await body.dump();
    return `status ${statusCode}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'not an error';
  }
}

const answering =
  (...addresses: string[]) =>
  async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const PRIVATE_LITERALS = [
  ...['127.0.0.1', 'localhost', 'localhost.', 'sub.localhost', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0', '0.0.0.0', '127.0.0.1.'],
  ...[
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
  ],
  ...['①②⑦.⓪.⓪.①', '１２７.0.0.1', '169.254.169.254', '168.63.129.16', '100.64.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '198.18.0.1'],
  ...['192.0.2.1', '240.0.0.1', '224.0.0.1', '255.255.255.255', '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[ff02::1]', '[2001:db8::1]'],
];

describe('private addresses', () => {
  test.each(PRIVATE_LITERALS)('%s is refused early and when connecting, in the same words', async (host) => {
    const outbound = createOutbound({ allowPrivateHosts: [], allowPorts: [port] });
    const url = `http://${host}:${port}`;
    expect(outbound.checkUrl(url)).toBe('Address is not allowed');
    expect(await tried(outbound, url)).toBe('Address is not allowed');
    expect([hits, connections]).toEqual([0, 0]);
    await outbound.close();
  });

  test.each([
    ['a private answer', answering('127.0.0.1')],
    ['a public and a private answer', answering('93.184.216.34', '127.0.0.1')],
    ['a mapped answer', answering('::ffff:127.0.0.1')],
    ['a NAT64 answer', answering('64:ff9b::7f00:1')],
    ['an answer with a zone', answering('fe80::1%lo')],
    ['no answer', answering()],
  ])('a name with %s is refused', async (_title, resolve) => {
    const outbound = createOutbound({ allowPrivateHosts: [], allowPorts: [port], resolve });
    expect(await tried(outbound, `http://innocent.example:${port}`)).toBe('Address is not allowed');
    expect(connections).toBe(0);
    await outbound.close();
  });

  test('a name is asked once for a connection, and the connection goes to the checked answer', async () => {
    let asked = 0;
    const resolve = async (): Promise<LookupAddress[]> => {
      asked += 1;
      return [{ address: asked === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
    };
    const outbound = createOutbound({ allowPrivateHosts: [], allowPorts: [port], resolve });
    expect(await tried(outbound, `http://flips.example:${port}`)).toBe('Address is not allowed');
    expect([asked, connections]).toEqual([1, 0]);
    await outbound.close();
  });

  test('public addresses pass, also inside a mapped or NAT64 form', () => {
    const isPublic = ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1'].map(
      isPublicAddress,
    );
    expect(isPublic).toEqual(Array(6).fill(true));
    expect(['', 'example.com', '8.8.8', '5f00::1', '3fff::1', '100::1', '2001::1', 'fec0::1'].map(isPublicAddress)).not.toContain(true);
  });
});

describe('the allow-list', () => {
  test('an exact host may be private on every port, host:port on that port only', async () => {
    const anyPort = createOutbound({ allowPrivateHosts: ['127.0.0.1', '[::1]'] });
    const onePort = createOutbound({ allowPrivateHosts: [`LOCALHOST:${port}`, `[::1]:${port}`] });
    expect(await tried(anyPort, `http://127.0.0.1:${port}`)).toBe('status 200');
    expect(await tried(anyPort, `http://[::1]:${port}`)).toBe('status 200');
    expect(await tried(anyPort, `http://localhost:${port}`)).toBe('Address is not allowed');
    expect(await tried(onePort, `http://localhost:${port}`)).toBe('status 200');
    expect(await tried(onePort, `http://[::1]:${port}`)).toBe('status 200');
    expect(await tried(onePort, `http://localhost:${port + 1}`)).toBe('Address is not allowed');
    expect(onePort.checkUrl(`http://127.0.0.1:${port}`)).toBe('Address is not allowed');
    await Promise.all([anyPort.close(), onePort.close()]);
  });

  test('a redirect is not followed', async () => {
    const outbound = createOutbound({ allowPrivateHosts: ['127.0.0.1'] });
    const { statusCode, body } = await outbound.dispatcher.request({ origin: `http://127.0.0.1:${port}`, path: '/away', method: 'GET' });
    await body.dump();
    expect([statusCode, hits]).toEqual([302, 1]);
    await outbound.close();
  });
});

describe('the form of a URL', () => {
  const outbound = createOutbound({ allowPrivateHosts: [] });
  afterAll(() => outbound.close());

  test.each(['https://example.com', 'http://example.com:8080/x?y=1#z', 'https://8.8.8.8:8443/', 'https://[2606:4700::1111]/'])(
    '%s is allowed',
    (url) => {
      expect(outbound.checkUrl(url)).toBeNull();
    },
  );

  test.each([
    ...[
      'http://user@example.com',
      'http://u:p@example.com',
      'http://@example.com',
      'http://example.com#@127.0.0.1',
      'http://a\\b@example.com',
    ],
    ...[
      'http://exa\tmple.com',
      'http://example.com/\n',
      ' http://example.com',
      'http://example.com:22',
      'http://example.com:25',
      'http://example.com:6379',
    ],
    ...[
      'ftp://example.com',
      'file:///etc/passwd',
      'unix:/var/run/x.sock',
      'javascript:alert(1)',
      'example.com',
      '',
      '//example.com',
      'http://',
    ],
    'http://[fe80::1%25lo]/',
  ])('%j is refused', (url) => {
    expect(outbound.checkUrl(url)).not.toBeNull();
  });
});
