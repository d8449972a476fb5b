import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressReach } from '../../../services/fhir-client/addressReach.ts';
import {
  guardedAgent,
  type Reach,
  type Resolve,
} from '../../../services/fhir-client/guardedAgent.ts';

describe('an address', () => {
  test.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['::ffff:192.168.0.1', 'private'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['0.0.0.0', 'never'],
    ['fe80::1', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['64:ff9b::a00:1', 'never'],
    ['2002:a00:1::', 'never'],
    ['fhir.example.org', null],
  ])('%s is %s', (address, reach) => {
    expect(addressReach(address)).toBe(reach);
  });
});

describe('the way out of the service', () => {
  let server: Server;
  let port = 0;
  let reached = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      reached += 1;
      response.end('reached');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const internet: Reach = { privateNetwork: false, loopback: false };
  const resolvesTo =
    (...addresses: readonly string[]): Resolve =>
    (_host, done) => {
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
  const ask = async (host: string, reach: Reach, resolve?: Resolve): Promise<number> => {
    const agent = guardedAgent(reach, resolve);
    try {
      const { statusCode, body } = await agent.request({
        origin: `http://${host}:${String(port)}`,
        path: '/',
        method: 'GET',
      });
      await body.dump();
      return statusCode;
    } finally {
      await agent.destroy();
    }
  };

  test('leads to a server on this machine only where that is permitted', async () => {
    expect(await ask('127.0.0.1', { ...internet, loopback: true })).toBe(200);
    expect(await ask('fhir.test', { ...internet, loopback: true }, resolvesTo('127.0.0.1'))).toBe(
      200,
    );
  });

  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '10.0.0.1', '169.254.169.254'])(
    'does not lead to the literal %s',
    async (host) => {
      const before = reached;
      await expect(ask(host, internet)).rejects.toThrow('not one that may be contacted');
      expect(reached).toBe(before);
    },
  );

  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine in IPv6', '::1'],
    ['an internal network', '10.0.0.1'],
    ['the metadata service of a cloud', '169.254.169.254'],
  ])('does not lead to a name that turns out to be %s', async (_name, address) => {
    const before = reached;
    await expect(ask('fhir.example.org', internet, resolvesTo(address))).rejects.toThrow(
      'may not be contacted',
    );
    expect(reached).toBe(before);
  });

  test('judges the name again at every connection, since it may have changed its address', async () => {
    let looks = 0;
    const rebinding: Resolve = (_host, done) => {
      looks += 1;
      done(null, [{ address: looks === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    const reach = { ...internet, loopback: true };
    expect(await ask('fhir.example.org', reach, rebinding)).toBe(200);
    await expect(ask('fhir.example.org', reach, rebinding)).rejects.toThrow('may not be contacted');
  });

  test('takes of several addresses only those that are permitted', async () => {
    const mixed = resolvesTo('169.254.169.254', '127.0.0.1');
    expect(await ask('fhir.example.org', { ...internet, loopback: true }, mixed)).toBe(200);
  });
});

test('is the only way out: nothing else in the service opens connections', () => {
  const opens =
    /new (?:Agent|Pool|Client|WebSocket)\(|(?<![.\w])fetch\(|from 'node:(?:https|tls|dgram)'|\b(?:createConnection|http\.request)\(/;
  const guilty = readdirSync('services', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    // Those run in browsers.
    .filter((file) => !/^(?:smart-app|demo-ehr\/sandbox)\//.test(file))
    .filter((file) => opens.test(readFileSync(join('services', file), 'utf8')));
  expect(guilty).toEqual(['fhir-client/guardedAgent.ts']);
});
