import type { DraftOrder, DraftRequest } from '../domain/order.ts';
import type { ReadProblem } from '../domain/readProblem.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import {
  collectResources,
  type RecordedResource,
  type ResourceCollection,
} from './collectResources.ts';
import { conceptAt, listAt, objectsAt, elementOf } from './json.ts';
import { drugsOfMedication } from './medicationDrugs.ts';
import { patientRef, subjectOf } from './patientGate.ts';
import { statusOf } from './statusWords.ts';

export interface DraftOrders {
  /** `context.draftOrders`: a Bundle, with or without type; also a bare order or a list of them. */
  readonly draftOrders: unknown;
  /** `context.selections` of order-select: references into the Bundle. */
  readonly selections: readonly string[];
  readonly patient: string | null;
  readonly terminology: Terminology;
}

export interface ReadOrders {
  readonly orders: readonly DraftOrder[];
  /** Tests and referrals among the drafts. */
  readonly requests: readonly DraftRequest[];
  readonly problems: readonly ReadProblem[];
}

/** Reads the orders under selection or signature. Never throws on data. */
export function readDraftOrders({
  draftOrders,
  selections,
  patient,
  terminology,
}: DraftOrders): ReadOrders {
  const inputs = Array.isArray(draftOrders) ? (draftOrders as readonly unknown[]) : [draftOrders];
  const collection = collectResources(
    inputs.filter((input) => input !== null && input !== undefined),
  );
  const problems: ReadProblem[] = [...collection.problems];
  const requests = collection.resources.filter(({ type }) => type === 'MedicationRequest');
  const selected = selectedRefs(collection, requests, selections);
  const orders = requests.flatMap((order) => {
    const refusal = refusalOf(collection, order, patient);
    if (refusal !== null) {
      problems.push(refusal);
      return [];
    }
    const { lookup, name } = drugsOfMedication(terminology, collection.resolve, order);
    if (lookup.found === 'conflict') {
      problems.push({ resource: order.ref, problem: 'unknown-drug', message: lookup.message });
    } else if (lookup.found === 'unknown' && (name === null || lookup.antineoplastic)) {
      problems.push(unknownDrug(order.ref, name));
    }
    return [
      {
        resource: order.ref,
        drugs: lookup.found === 'drugs' ? lookup.drugs : [],
        name: name ?? 'unnamed medication',
        selected: selected === null || selected.has(order.ref),
      },
    ];
  });
  const requested = collection.resources
    .filter((one) => one.type === 'ServiceRequest' && refusalOf(collection, one, patient) === null)
    .map(({ resource }) => {
      const { text, codings } = conceptAt(resource, 'code');
      return { name: text, codes: codings.flatMap(({ code }) => code ?? []) };
    });
  return { orders, requests: requested, problems };
}

/**
 * The orders that the selections name, directly or through a RequestGroup. `null`, meaning all,
 * when nothing is selected or the selections name nothing in the Bundle: better to review an order
 * too many than to miss the one that is being written.
 */
function selectedRefs(
  collection: ResourceCollection,
  requests: readonly RecordedResource[],
  selections: readonly string[],
): ReadonlySet<ResourceRef> | null {
  const [from] = collection.resources;
  const named = new Set<ResourceRef>();
  for (const selection of selections.slice(0, MOST_SELECTIONS)) {
    if (from === undefined || typeof selection !== 'string') continue;
    const found =
      collection.resolve({ reference: selection }, from) ??
      requests.find(({ ref }) => ref === `MedicationRequest/${selection}`) ??
      null;
    if (found === null) continue;
    named.add(found.ref);
    for (const member of groupMembers(collection, found)) named.add(member);
  }
  return requests.some(({ ref }) => named.has(ref)) ? named : null;
}

const MOST_SELECTIONS = 1000;

/** The orders of a RequestGroup; its actions nest. */
function groupMembers(
  collection: ResourceCollection,
  group: RecordedResource,
): readonly ResourceRef[] {
  if (group.type !== 'RequestGroup') return [];
  const members: ResourceRef[] = [];
  const pending = [...objectsAt(group.resource, 'action')];
  for (let action = pending.pop(); action !== undefined; action = pending.pop()) {
    const member = collection.resolve(elementOf(action, 'resource'), group);
    if (member !== null) members.push(member.ref);
    if (listAt(action, 'action').length < MOST_SELECTIONS)
      pending.push(...objectsAt(action, 'action'));
  }
  return members;
}

function refusalOf(
  collection: ResourceCollection,
  order: RecordedResource,
  patient: string | null,
): ReadProblem | null {
  const subject = subjectOf(collection, order);
  if (patient !== null && subject !== null && subject !== patientRef(patient)) {
    return {
      resource: order.ref,
      problem: 'other-patient',
      message: 'The draft order is not of the patient in context; it was not reviewed.',
    };
  }
  const status = statusOf(order.resource);
  if (status === 'entered-in-error' || status === 'cancelled') {
    return {
      resource: order.ref,
      problem: status,
      message: `The draft order is ${status.replaceAll('-', ' ')}.`,
    };
  }
  return elementOf(order.resource, 'doNotPerform') === true
    ? { resource: order.ref, problem: 'cancelled', message: 'The order says not to give the drug.' }
    : null;
}

function unknownDrug(resource: ResourceRef, name: string | null): ReadProblem {
  const message =
    name === null
      ? 'The draft order names no medication.'
      : 'The terminology does not know the drug of the draft order; it was not reviewed.';
  return { resource, problem: 'unknown-drug', message };
}
