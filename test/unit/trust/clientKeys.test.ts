import { afterEach, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { Agent } from 'undici';
import { clientKeys } from '../../../services/cds-hooks/trust/clientKeys.ts';
import { aClient, withoutKeys } from '../../http/aClient.ts';
import { keySetServer, type KeySetServer } from '../../http/keySetServer.ts';

const URL_CALLED = 'https://cds.example/cds-services/resistance-order-select';
const servers: KeySetServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

describe('keys that a client rotates', () => {
  test('are found by a token that names the new one, and the old one is gone [JWT-11]', async () => {
    const server = await keySetServer();
    servers.push(server);
    const [before, after] = [await aClient({ kid: 'may' }), await aClient({ kid: 'june' })];
    const entry = withoutKeys(before);
    const keys = clientKeys(
      { ...entry, jwksUrl: server.url },
      { dispatcherOf: () => new Agent(), cooldownMs: 0, cacheMs: 600_000 },
    );
    const now = new Date();
    server.publish([before.publicKey]);
    await jwtVerify(await before.token(URL_CALLED, now), keys);
    server.publish([after.publicKey]);
    await jwtVerify(await after.token(URL_CALLED, now), keys);
    expect(server.asked()).toBe(2);
    await expect(jwtVerify(await before.token(URL_CALLED, now), keys)).rejects.toThrow(
      'no applicable key',
    );
  });

  test('never come from the network when they were exchanged out of band [CH-199]', async () => {
    const server = await keySetServer();
    servers.push(server);
    const client = await aClient({ jwksUrl: server.url });
    const keys = clientKeys(client.entry, {
      dispatcherOf: () => new Agent(),
      cooldownMs: 0,
      cacheMs: 0,
    });
    await jwtVerify(await client.token(URL_CALLED, new Date()), keys);
    expect(server.asked()).toBe(0);
  });
});
