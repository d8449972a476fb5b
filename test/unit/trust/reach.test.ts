import { describe, expect, test } from '@jest/globals';
import type { Dispatcher } from 'undici';
import type { Answering } from '../../../services/cds-hooks/answering/answering.ts';
import { callerOf } from '../../../services/cds-hooks/answering/caller.ts';
import { prepareAnswering } from '../../../services/cds-hooks/answering/prepareAnswering.ts';
import { readConfig } from '../../../services/cds-hooks/config.ts';
import type { Client } from '../../../services/cds-hooks/trust/client.ts';
import { createTrust } from '../../../services/cds-hooks/trust/trust.ts';
import { aClient, withoutKeys, type ClientUnderTest } from '../../http/aClient.ts';

const NOW = new Date('2026-11-23T09:30:00Z');
const URL_CALLED = 'https://cds.hospital.example/cds-services/resistance-order-select';
const KEYS = { jwksUrl: 'https://ehr.hospital.example/jwks' };

/** A way out that notes its name when it is taken, and leads nowhere. */
function leadsNowhere<Name>(name: Name, taken: Name[]): Dispatcher {
  const request = (): Promise<never> => {
    taken.push(name);
    return Promise.reject(new Error('There is nobody.'));
  };
  return { request } as unknown as Dispatcher;
}

/** Which addresses may be contacted when data are fetched for this client. */
async function reachForData(client: Client | null): Promise<unknown> {
  const taken: unknown[] = [];
  const { fhirClientFor } = prepareAnswering(
    { config: readConfig({}) } as Pick<Answering, 'config'> as Answering,
    (reach) => leadsNowhere<unknown>(reach, taken),
  );
  await fhirClientFor(callerOf(client)).fetch('Patient/1', {
    base: new URL('https://fhir.hospital.example/r4'),
    accessToken: null,
    signal: AbortSignal.timeout(1_000),
    traceparent: '',
  });
  return taken;
}

/** Through which way out the keys of this client are fetched. */
async function reachForKeys({ entry, token }: ClientUnderTest): Promise<unknown> {
  const taken: string[] = [];
  const { verify } = createTrust(
    {
      clients: [withoutKeys({ entry } as ClientUnderTest)],
      trustedProxies: [],
      certificateHeader: null,
      limits: { perAddress: 1, perClient: 1 },
      adminPassword: null,
      metricsToken: null,
    },
    {
      dispatcher: (reach) => leadsNowhere<string>(reach, taken),
      claimOnce: null,
      onReplayStoreAway: () => undefined,
    },
  );
  await verify(await token(URL_CALLED, NOW), [URL_CALLED], NOW);
  return taken;
}

describe('FHIR server and keys of a client of the registry', () => {
  test('are never had from an internal network or this machine', async () => {
    const client = await aClient(KEYS);
    expect(await reachForData(client.entry)).toEqual([{ privateNetwork: false, loopback: false }]);
    expect(await reachForKeys(client)).toEqual(['public']);
  });

  test('may be in an internal network when it is registered so, and never on this machine', async () => {
    const client = await aClient({ ...KEYS, privateNetwork: true });
    expect(await reachForData(client.entry)).toEqual([{ privateNetwork: true, loopback: false }]);
    expect(await reachForKeys(client)).toEqual(['private']);
  });
});

test('in the demo, where nobody is authenticated, the FHIR server may be on this machine', async () => {
  expect(await reachForData(null)).toEqual([{ privateNetwork: true, loopback: true }]);
});
