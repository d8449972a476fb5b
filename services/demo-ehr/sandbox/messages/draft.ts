import type { Bundle, FhirResource, MedicationRequest } from 'fhir/r4.js';

/** An order that is being written, with the reference by which cards name it. */
export interface Draft {
  readonly reference: string;
  readonly resource: FhirResource;
  /** By whom it came to the pad. */
  readonly from: 'clinician' | 'suggestion';
}

/** What this page needs of an action of a suggestion; another service may send anything. */
interface Action {
  readonly type?: unknown;
  readonly resource?: unknown;
  readonly resourceId?: unknown;
}

interface Drug {
  readonly text: string;
  readonly rxnorm?: string;
}

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

/** The pad with one more drug on it. */
export function withDrug(
  drafts: readonly Draft[],
  { text, rxnorm }: Drug,
  patientId: string,
): readonly Draft[] {
  const order: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept:
      rxnorm === undefined
        ? { text }
        : { coding: [{ system: RXNORM, code: rxnorm, display: text }], text },
    subject: { reference: `Patient/${patientId}` },
  };
  return added(drafts, order, 'clinician');
}

/**
 * The pad after a suggestion was accepted. Its actions belong together: all of them are applied, or
 * none when one can't be ("Action": the actions of a suggestion are ANDed).
 */
export function afterAccepting(
  drafts: readonly Draft[],
  actions: readonly Action[],
): readonly Draft[] | null {
  let pad = drafts;
  for (const { type, resource, resourceId } of actions) {
    const given = isResource(resource) ? resource : null;
    const target =
      type === 'delete' ? resourceId : `${given?.resourceType ?? ''}/${given?.id ?? ''}`;
    if (type === 'create' && given !== null) pad = added(pad, given, 'suggestion');
    else if (!pad.some(({ reference }) => reference === target)) return null;
    else if (type === 'delete') pad = pad.filter(({ reference }) => reference !== target);
    else if (type === 'update' && given !== null) {
      pad = pad.map((draft) =>
        draft.reference === target ? { ...draft, resource: given, from: 'suggestion' } : draft,
      );
    } else return null;
  }
  return pad;
}

/** The `draftOrders` of the order hooks. */
export function draftOrdersOf(drafts: readonly Draft[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: drafts.map(({ resource }) => ({ resource })),
  };
}

/** The name of what is ordered, as far as it has one. */
export function nameOfDraft({ resource, reference }: Draft): string {
  const members = resource as unknown as Record<
    string,
    { text?: string; coding?: { display?: string; code?: string }[] } | undefined
  >;
  const concept = members['medicationCodeableConcept'] ?? members['code'];
  const [coding] = concept?.coding ?? [];
  return concept?.text ?? coding?.display ?? coding?.code ?? reference;
}

function added(
  drafts: readonly Draft[],
  order: FhirResource,
  from: Draft['from'],
): readonly Draft[] {
  const taken = new Set(drafts.map(({ reference }) => reference));
  const isFree = (id: string): boolean => !taken.has(`${order.resourceType}/${id}`);
  let number = drafts.length + 1;
  while (!isFree(`draft-${String(number)}`)) number += 1;
  // Other resources of the same suggestion may refer to it by the id that it brought.
  const brought = order.id;
  const id = brought !== undefined && isFree(brought) ? brought : `draft-${String(number)}`;
  return [
    ...drafts,
    { reference: `${order.resourceType}/${id}`, resource: { ...order, id }, from },
  ];
}

function isResource(value: unknown): value is FhirResource {
  return typeof value === 'object' && value !== null && 'resourceType' in value;
}
