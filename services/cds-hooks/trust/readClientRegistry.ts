import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { addressReach } from '../../fhir-client/addressReach.ts';
import { readJsonFile } from '../readJsonFile.ts';
import type { Client } from './client.ts';

/** The clients, or one sentence for each fault of the file. */
export type RegistryReading =
  | { readonly ok: true; readonly clients: readonly Client[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads the file that names the clients. Its sentences quote no key. */
export function readClientRegistry(file: string): RegistryReading {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
    return { ok: false, faults: [`The client registry ${file} ${why}.`] };
  }
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  addFormats.default(ajv);
  const isRegistry = ajv.compile<{ clients: readonly Client[] }>(
    readJsonFile('services/cds-hooks/trust/clients.schema.json'),
  );
  if (!isRegistry(value)) {
    return {
      ok: false,
      faults: [...new Set((isRegistry.errors ?? []).flatMap((error) => sentenceOf(error, file)))],
    };
  }
  const faults = faultsBetween(value.clients).map((fault) => `${file}: ${fault}`);
  return faults.length === 0 ? { ok: true, clients: value.clients } : { ok: false, faults };
}

/** What no single entry shows. */
function faultsBetween(clients: readonly Client[]): readonly string[] {
  return clients.flatMap((client, index) => {
    const earlier = clients.slice(0, index);
    const sameToken = earlier.find((other) => couldBeConfused(other, client));
    return [
      ...(earlier.some(({ id }) => id === client.id)
        ? [`The client id ${client.id} stands twice.`]
        : []),
      ...(sameToken === undefined
        ? []
        : [
            `The clients ${sameToken.id} and ${client.id} share issuer and tenant, so a token could be of either.`,
          ]),
      ...unreachable(client),
    ];
  });
}

function couldBeConfused(a: Client, b: Client): boolean {
  if (a.issuer !== b.issuer || a.id === b.id) return false;
  if (a.tenants === undefined || b.tenants === undefined) return true;
  return a.tenants.some((tenant) => b.tenants?.includes(tenant) === true);
}

function unreachable(client: Client): readonly string[] {
  const urls = [...client.fhirServers, ...(client.keys === undefined ? [client.jwksUrl] : [])];
  return urls.flatMap((url) => {
    if (url === undefined) return [];
    const reach = addressReach(new URL(url).hostname);
    if (reach === 'loopback' || reach === 'never') {
      return [`The client ${client.id} names an address that is never contacted: ${url}.`];
    }
    return reach === 'private' && client.privateNetwork !== true
      ? [`The client ${client.id} names a private address without "privateNetwork": true: ${url}.`]
      : [];
  });
}

function sentenceOf(
  { instancePath, keyword, message, params }: ErrorObject,
  file: string,
): string[] {
  const place = instancePath === '' ? 'the file' : instancePath.slice(1).replaceAll('/', '.');
  const { additionalProperty, allowedValues } = params as {
    additionalProperty?: string;
    allowedValues?: readonly string[];
  };
  switch (keyword) {
    // Its branches say what is missing.
    case 'anyOf':
      return [`${file}: ${place} needs "keys" or "jwksUrl".`];
    case 'required':
      return isBranch(params) ? [] : [`${file}: ${place} ${message ?? ''}.`];
    case 'additionalProperties':
      return [`${file}: ${place} has a member that is not known: ${String(additionalProperty)}.`];
    case 'enum':
      return [`${file}: ${place} must be one of ${(allowedValues ?? []).join(', ')}.`];
    case 'false schema':
      return [`${file}: ${place} is a secret or private key; only public keys belong here.`];
    default:
      return [`${file}: ${place} ${message ?? 'is not valid'}.`];
  }
}

function isBranch(params: Record<string, unknown>): boolean {
  return params['missingProperty'] === 'keys' || params['missingProperty'] === 'jwksUrl';
}
