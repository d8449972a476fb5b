import { BlockList, isIP } from 'node:net';

/** The addresses of proxies, whose headers about a connection are believed. */
export function trustedProxies(subnets: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** `10.0.0.0/8`, `10.1.2.3` or the same in IPv6. */
export function isSubnet(text: string): boolean {
  const [network = '', prefix, more] = text.split('/');
  const family = isIP(network);
  if (family === 0 || more !== undefined) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32);
}
