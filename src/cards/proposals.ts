import type { MedicationRequest, Reference, ServiceRequest } from 'fhir/r4.js';
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
 * Draft medication requests for all drugs of an option, tied together by one group identifier, or
 * `null` when a drug has no RxNorm code: a client can only order what is coded. No dose is proposed,
 * since none is in the rule base.
 */
export function medicationActions(
  drugs: readonly DrugId[],
  context: ProposalContext,
): readonly Action[] | null {
  const group = `urn:uuid:${context.newId()}`;
  const actions: Action[] = [];
  for (const drug of drugs) {
    const entry = context.knowledge.terminology.drugs.get(drug);
    const code = entry?.rxnorm?.[0];
    if (entry === undefined || code === undefined) return null;
    const resource: MedicationRequest = {
      resourceType: 'MedicationRequest',
      id: context.newId(),
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
        ? { groupIdentifier: { system: 'urn:ietf:rfc:3986', value: group } }
        : {}),
    };
    actions.push({ type: 'create', description: `Order (draft): ${entry.name}`, resource });
  }
  return actions;
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
