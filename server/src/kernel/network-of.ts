import ipaddr from 'ipaddr.js';

/** The network that limits count by: an IPv4 address itself, or the /64 of an IPv6 address, which one machine owns whole. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4' ? address.toString() : `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
