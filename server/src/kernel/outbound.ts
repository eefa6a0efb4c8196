import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns/promises';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type * as Undici from 'undici';

const PORTS: readonly number[] = [80, 443, 8080, 8443];
const CONNECT_TIMEOUT_MS = 10_000;
const ORIGINS_MAX = 1000;
const CONNECTIONS_PER_ORIGIN_MAX = 8192;
const ANSWERS_MAX = 64;
const FRESH_HEADER_BYTES_MAX = 16 * 1024;
/** Public by range, but answered by the cloud host itself. */
const HOST_SERVICES: readonly string[] = ['168.63.129.16'];
const NOT_ALLOWED = 'Address is not allowed';

/** The one thing said about a refused address, whatever it was, so that the text is no oracle. */
export class AddressNotAllowed extends Error {
  constructor() {
    super(NOT_ALLOWED);
    this.name = 'AddressNotAllowed';
  }
}

export interface OutboundOptions {
  /** `host` (every port) or `host:port`, compared exactly with the URL's host; these may resolve to private addresses. */
  readonly allowPrivateHosts: readonly string[];
  /** Ports that public hosts may be reached on; 80, 443, 8080 and 8443 when not given. */
  readonly allowPorts?: readonly number[];
  /** All addresses of a name; the system resolver when not given. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Name look-up, TCP and TLS together; 10 seconds when not given. */
  readonly connectTimeoutMs?: number;
}

/** The only way out to addresses that people typed in: webhooks, tools, model endpoints. */
export interface Outbound {
  /** Keep-alive HTTP/1.1 over checked connections, pooled by origin; never follows a redirect. Loaded when it is first read. */
  readonly dispatcher: Undici.Dispatcher;
  /** A checked connection of its own for each request, with response headers below 16 KiB; for the guarded fetch. */
  readonly freshDispatcher: Undici.Dispatcher;
  /** Why this URL can never be reached, or null. A name that resolves to a private address is refused only when connecting. */
  checkUrl(url: string): string | null;
  close(): Promise<void>;
}

type Ip = ipaddr.IPv4 | ipaddr.IPv6;

function isV6(ip: Ip): ip is ipaddr.IPv6 {
  return ip.kind() === 'ipv6';
}

/** The IPv4 address that a mapped, NAT64 (64:ff9b::/96) or 6to4 (2002::/16) address stands for. */
function unwrapped(ip: ipaddr.IPv6): Ip {
  if (ip.isIPv4MappedAddress()) return ip.toIPv4Address();
  const bytes = ip.toByteArray();
  if (ip.range() === '6to4') return ipaddr.fromByteArray(bytes.slice(2, 6));
  const isNat64 = ip.range() === 'rfc6052' && bytes.slice(4, 12).every((byte) => byte === 0);
  return isNat64 ? ipaddr.fromByteArray(bytes.slice(12)) : ip;
}

/** True for globally routed unicast addresses only; false for text that is not an address. */
export function isPublicAddress(address: string): boolean {
  // The library also reads short forms such as 8.8.8, which others read differently.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  const ip = isV6(parsed) ? unwrapped(parsed) : parsed;
  if (ip.range() !== 'unicast' || HOST_SERVICES.includes(ip.toString())) return false;
  // Of IPv6 only 2000::/3 is given out; ::127.0.0.1 and the like are "unicast" to the library.
  return !isV6(ip) || ((ip.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
}

function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Host and port as the allow-list writes them, without brackets. */
function allowEntry(entry: string): string {
  const withPort = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry.trim());
  return withPort === null ? bareHost(entry.trim()) : `${bareHost(withPort[1] ?? '')}|${withPort[2]}`;
}

/** Forms that parsers disagree about: control characters, blanks, backslashes, `@` where a host could be read. */
function isAmbiguous(text: string, url: URL): boolean {
  return (
    /[\u0000-\u0020\u007f\\]/.test(text) ||
    url.username !== '' ||
    url.password !== '' ||
    /^[^/]*\/\/[^/?#]*@/.test(text) ||
    url.hash.includes('@')
  );
}

interface Target {
  readonly hostname: string;
  readonly protocol: string;
  readonly port: number;
}

function portOf(protocol: string, port: string): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function isLocalName(host: string): boolean {
  return host === '' || host === 'localhost' || host.endsWith('.localhost');
}

/** Gives a checked look-up: one question, every answer public, and the connection goes to exactly these answers. */
function publicLookup(resolve: (hostname: string) => Promise<readonly LookupAddress[]>): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (answers) => {
        const [first] = answers;
        const isSafe = answers.length <= ANSWERS_MAX && answers.every(({ address }) => isPublicAddress(address));
        if (first === undefined || !isSafe) return callback(new AddressNotAllowed(), '', 0);
        if (options.all === true) return callback(null, [...answers]);
        callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new AddressNotAllowed(), '', 0),
    );
  };
}

/**
 * Loads undici when the first request goes out: it costs 90 ms and 29 MB (measured), which a server without providers never pays.
 * Guarantee: the module is the one that these types describe.
 */
function loadUndici(): typeof Undici {
  return createRequire(import.meta.url)('undici') as typeof Undici;
}

/**
 * Builds the guarded dispatcher. Refused connections fail with `AddressNotAllowed`.
 * Checks are made when a connection is opened, so a reused connection is one that was checked, and a changed name answer cannot move it.
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const allowed = new Set(options.allowPrivateHosts.map(allowEntry));
  const ports = options.allowPorts ?? PORTS;
  const resolve = options.resolve ?? ((hostname) => dnsLookup(hostname, { all: true }));
  const timeout = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const isListed = ({ hostname, port }: Target): boolean => allowed.has(bareHost(hostname)) || allowed.has(`${bareHost(hostname)}|${port}`);

  function isReachable(target: Target): boolean {
    if (target.protocol !== 'http:' && target.protocol !== 'https:') return false;
    if (isListed(target)) return true;
    const host = bareHost(target.hostname);
    if (!ports.includes(target.port) || isLocalName(host)) return false;
    return isIP(host) === 0 ? !host.includes(':') : isPublicAddress(host);
  }

  function open(perConnection: Undici.Agent.Options): Undici.Agent {
    const { Agent, buildConnector } = loadUndici();
    const connectChecked = buildConnector({ timeout, allowH2: false, lookup: publicLookup(resolve) });
    const connectAllowed = buildConnector({ timeout, allowH2: false });
    return new Agent({
      maxOrigins: ORIGINS_MAX,
      connections: CONNECTIONS_PER_ORIGIN_MAX,
      allowH2: false,
      ...perConnection,
      connect: (wanted, callback) => {
        const target: Target = { hostname: wanted.hostname, protocol: wanted.protocol, port: portOf(wanted.protocol, wanted.port) };
        if (!isReachable(target)) return callback(new AddressNotAllowed(), null);
        return isListed(target) ? connectAllowed(wanted, callback) : connectChecked(wanted, callback);
      },
    });
  }

  const agents: { kept?: Undici.Agent; fresh?: Undici.Agent } = {};
  let isClosed = false;
  const unlessClosed = (agent: Undici.Agent): Undici.Agent => {
    if (isClosed && !agent.destroyed) void agent.destroy();
    return agent;
  };

  return {
    get dispatcher() {
      return unlessClosed((agents.kept ??= open({ keepAliveTimeout: 30_000 })));
    },
    get freshDispatcher() {
      return unlessClosed((agents.fresh ??= open({ pipelining: 0, maxHeaderSize: FRESH_HEADER_BYTES_MAX })));
    },
    checkUrl(text) {
      if (!URL.canParse(text)) return 'Must be an absolute URL';
      const url = new URL(text);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'Must be an http or https URL';
      if (isAmbiguous(text, url)) return 'Must not contain user information, blanks, backslashes or control characters';
      return isReachable({ hostname: url.hostname, protocol: url.protocol, port: portOf(url.protocol, url.port) }) ? null : NOT_ALLOWED;
    },
    async close() {
      isClosed = true;
      await Promise.all([agents.kept?.destroy(), agents.fresh?.destroy()]);
    },
  };
}
