import ipaddr from 'ipaddr.js';
import { refuseField } from '../../kernel/refusal.ts';

/** Networks that a key may be used from, at most. */
export const networksMax = 50;

type Address = ReturnType<typeof ipaddr.process>;

/** A range of addresses: those that share the first `bits` bits with `base`. */
export interface Network {
  readonly base: Address;
  readonly bits: number;
}

const fullBits = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);

/** Only the usual spellings: four decimal parts, or IPv6 without a zone. */
function isPlain(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) && !text.includes('%') : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', suffix, ...rest] = text.trim().split('/');
  if (rest.length > 0 || !isPlain(address)) return undefined;
  const written = ipaddr.parse(address);
  const base = ipaddr.process(address);
  if (suffix === undefined) return { base, bits: fullBits(base) };
  if (!/^[0-9]{1,3}$/.test(suffix) || Number(suffix) > fullBits(written)) return undefined;
  // `::ffff:192.0.2.0/120` means the IPv4 network 192.0.2.0/24; a shorter one would reach beyond IPv4.
  const bits = Number(suffix) - (fullBits(written) - fullBits(base));
  return bits < 0 ? undefined : { base, bits };
}

/** Guaranteed by the writer, which stores only what `canonicalNetworks` made. */
export function storedNetworks(texts: readonly string[]): readonly Network[] {
  return texts.flatMap((text) => parseNetwork(text) ?? []);
}

function spell({ base, bits }: Network): string {
  if (bits === fullBits(base)) return base.toString();
  const cidr = `${base.toString()}/${bits}`;
  const network = base.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}

/**
 * One spelling for each address or network (CIDR, RFC 4632), sorted and without doubles.
 * @throws Refusal `invalid` credential.network_invalid
 */
export function canonicalNetworks(texts: readonly string[]): readonly string[] {
  if (texts.length > networksMax) {
    throw refuseField('invalid', 'credential.network_invalid', '/ip_allow', `At most ${networksMax} networks are kept for a key.`);
  }
  const spelled = texts.map((text, at) => {
    const network = parseNetwork(text);
    if (network !== undefined) return spell(network);
    throw refuseField('invalid', 'credential.network_invalid', `/ip_allow/${at}`, 'Not an address or a network such as 203.0.113.0/24.');
  });
  return [...new Set(spelled)].sort();
}

function matches({ base, bits }: Network, address: Address): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

/** Whether an address lies in one of the networks. */
function admits(networks: readonly Network[], ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return networks.some((network) => matches(network, address));
}

/** Whether every address of `inner` also lies in `outer`; an empty list means any address. */
export function isWithinNetworks(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true;
  const allowed = storedNetworks(outer);
  const asked = storedNetworks(inner);
  return asked.length > 0 && asked.every((one) => allowed.some((network) => network.bits <= one.bits && matches(network, one.base)));
}

/** Lists of networks that all have to admit an address. */
export type Gates = readonly (readonly Network[])[];

export function isAdmitted(gates: Gates, ip: string): boolean {
  return gates.every((networks) => admits(networks, ip));
}
