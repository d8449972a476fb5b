import { BlockList, isIP } from 'node:net';

/**
 * How far an IP address lies from this process: the internet, an internal network, this machine, or
 * an address that no server has (link-local with the metadata service of clouds, unspecified,
 * multicast, reserved).
 */
export type AddressReach = 'public' | 'private' | 'loopback' | 'never';

/** The reach of an IP address; `null` for what is a name and has to be looked up. */
export function addressReach(host: string): AddressReach | null {
  const literal = host.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  if (family === 0) return null;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const found = LISTS.find(([, list]) => list.check(literal, type));
  return found?.[0] ?? 'public';
}

/** IANA special-purpose address registries (RFC 6890). IPv4 in IPv6 is checked as the IPv4 it is. */
const LISTS: readonly (readonly [AddressReach, BlockList])[] = [
  ['loopback', listOf('127.0.0.0/8', '::1/128')],
  [
    'never',
    listOf(
      '0.0.0.0/8',
      '169.254.0.0/16',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '224.0.0.0/4',
      '240.0.0.0/4',
      '::/128',
      // IPv4 carried in IPv6 by translators: NAT64 and 6to4.
      '64:ff9b::/96',
      '64:ff9b:1::/48',
      '2002::/16',
      '100::/64',
      '2001:db8::/32',
      'fe80::/10',
      'ff00::/8',
    ),
  ],
  ['private', listOf('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
];

function listOf(...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
