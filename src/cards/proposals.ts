import type { MedicationRequest, Reference, RequestGroup, ServiceRequest } from 'fhir/r4.js';
import type { ClinicalDate } from '../domain/date.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Action } from './cdsHooks.ts';

/** For whom, and on what grounds, something is proposed. */
export interface ProposalContext {
  readonly patient: string;
  /** The cancer it is for. */
  readonly conditions: readonly ResourceRef[];
  /** The findings it answers. */
  readonly findings: readonly ResourceRef[];
  readonly knowledge: KnowledgeBase;
  readonly newId: () => string;
}

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';

/**
 * Draft medication requests for all drugs of an option, those of a combination tied together by one
 * group identifier and a RequestGroup (the actions of one suggestion belong together), or `null` when a drug has no RxNorm code: a client can only order what is coded. No dose is proposed,
 * since none is in the rule base.
 */
export function medicationActions(
  drugs: readonly DrugId[],
  context: ProposalContext,
): readonly Action[] | null {
  const group = context.newId();
  const orders: string[] = [];
  const actions: Action[] = [];
  for (const drug of drugs) {
    const entry = context.knowledge.terminology.drugs.get(drug);
    const code = entry?.rxnorm?.[0];
    if (entry === undefined || code === undefined) return null;
    const id = context.newId();
    orders.push(id);
    const resource: MedicationRequest = {
      resourceType: 'MedicationRequest',
      id,
      status: 'draft',
      intent: 'proposal',
      medicationCodeableConcept: {
        coding: [{ system: RXNORM, code, display: entry.name }],
        text: entry.name,
      },
      subject: { reference: `Patient/${context.patient}` },
      ...references('reasonReference', context.conditions),
      ...references('supportingInformation', observationsOf(context.findings)),
      ...(drugs.length > 1
        ? { groupIdentifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${group}` } }
        : {}),
    };
    actions.push({ type: 'create', description: `Order (draft): ${entry.name}`, resource });
  }
  if (orders.length > 1) actions.push(combinationAction(group, orders, context));
  return actions;
}

/** The orders of a combination, all or none (fhir-input.md section 5: `logical-group`, `all`). */
function combinationAction(
  id: string,
  orders: readonly string[],
  context: ProposalContext,
): Action {
  const resource: RequestGroup = {
    resourceType: 'RequestGroup',
    id,
    status: 'draft',
    intent: 'proposal',
    subject: { reference: `Patient/${context.patient}` },
    ...references('reasonReference', context.conditions),
    action: [
      {
        groupingBehavior: 'logical-group',
        selectionBehavior: 'all',
        action: orders.map((order) => ({
          resource: { reference: `MedicationRequest/${order}` },
        })),
      },
    ],
  };
  return { type: 'create', description: 'Keep these orders together as one combination', resource };
}

/** A draft request for a test of `rules/terminology/tests.json`, from a day on when one is given. */
export function testAction(
  test: string,
  notBefore: ClinicalDate | null,
  context: ProposalContext,
): Action | null {
  const entry = context.knowledge.tests.get(test);
  if (entry === undefined) return null;
  const coding = [
    ...(entry.loinc === undefined
      ? []
      : [{ system: LOINC, code: entry.loinc, display: entry.name }]),
    ...(entry.snomed === undefined
      ? []
      : [{ system: SNOMED, code: entry.snomed, display: entry.name }]),
  ];
  const resource: ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: context.newId(),
    status: 'draft',
    intent: 'proposal',
    code: { ...(coding.length > 0 ? { coding } : {}), text: entry.name },
    subject: { reference: `Patient/${context.patient}` },
    ...(notBefore === null ? {} : { occurrencePeriod: { start: notBefore } }),
    ...references('reasonReference', context.conditions),
    ...references('supportingInfo', observationsOf(context.findings)),
    note: [{ text: entry.purpose }],
  };
  const when = notBefore === null ? '' : ` from ${notBefore}`;
  return { type: 'create', description: `Request: ${entry.name}${when}`, resource };
}

function observationsOf(resources: readonly ResourceRef[]): readonly ResourceRef[] {
  return resources.filter((ref) => ref.startsWith('Observation/'));
}

/** A member that is absent rather than empty. */
function references<K extends string>(
  member: K,
  refs: readonly ResourceRef[],
): Partial<Record<K, Reference[]>> {
  if (refs.length === 0) return {};
  return { [member]: refs.map((reference) => ({ reference })) } as Record<K, Reference[]>;
}
