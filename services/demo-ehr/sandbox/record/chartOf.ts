import type {
  CodeableConcept,
  Condition,
  FhirResource,
  MedicationAdministration,
  MedicationRequest,
  MedicationStatement,
  Observation,
  ObservationComponent,
  Quantity,
  Specimen,
} from 'fhir/r4.js';

/** What a clinician sees of a record, in the words of the record. */
export interface Chart {
  readonly diagnoses: readonly {
    readonly id: string;
    readonly text: string;
    readonly since: string;
  }[];
  readonly treatments: readonly Treatment[];
  readonly responses: readonly {
    readonly id: string;
    readonly date: string;
    readonly text: string;
  }[];
  /** The latest first. */
  readonly samples: readonly SampleOfChart[];
}

export interface Treatment {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  /** `null` while it goes on. */
  readonly to: string | null;
  readonly why: string | null;
}

export interface SampleOfChart {
  readonly id: string;
  readonly date: string;
  readonly what: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly id: string;
  readonly text: string;
  readonly amount: string;
  readonly found: boolean;
}

/** LOINC codes by which this viewer puts results in order; what they mean clinically is not judged here. */
const CODES = {
  diseaseStatus: ['97509-4', '88040-1'],
  gene: '48018-6',
  protein: '48005-3',
  coding: '48004-6',
  copyNumber: '82155-3',
  fraction: '81258-6',
  consequence: 'molecular-consequence',
  regionStudied: '53041-0',
  absent: 'LA9634-2',
} as const;

export function chartOf(resources: readonly FhirResource[]): Chart {
  const observations = resources.filter(
    (one): one is Observation => one.resourceType === 'Observation',
  );
  const isStatus = (one: Observation): boolean =>
    CODES.diseaseStatus.some((code) => hasCode(one.code, code));
  return {
    diagnoses: resources
      .filter((one): one is Condition => one.resourceType === 'Condition')
      .map(({ id = '', code, onsetDateTime, recordedDate }) => ({
        id,
        text: textOf(code) ?? 'a diagnosis without a name',
        since: day(onsetDateTime ?? recordedDate),
      })),
    treatments: resources
      .flatMap((resource) => treatmentOf(resource))
      .sort((one, other) => one.from.localeCompare(other.from)),
    responses: observations
      .filter(isStatus)
      .map(({ id = '', effectiveDateTime, valueCodeableConcept }) => ({
        id,
        date: day(effectiveDateTime),
        text: textOf(valueCodeableConcept) ?? 'not said',
      }))
      .sort((one, other) => one.date.localeCompare(other.date)),
    samples: resources
      .filter((one): one is Specimen => one.resourceType === 'Specimen')
      .map(({ id = '', type, collection, receivedTime }) => ({
        id,
        date: day(collection?.collectedDateTime ?? receivedTime),
        what: [textOf(type), textOf(collection?.bodySite)]
          .filter((part) => part !== null)
          .join(', '),
        findings: observations
          .filter(
            (one) => (one.specimen?.reference ?? '').endsWith(`Specimen/${id}`) && !isStatus(one),
          )
          .map(findingOf)
          .sort((one, other) => Number(other.found) - Number(one.found)),
      }))
      .sort((one, other) => other.date.localeCompare(one.date)),
  };
}

function treatmentOf(resource: FhirResource): readonly Treatment[] {
  switch (resource.resourceType) {
    case 'MedicationRequest': {
      const { id = '', authoredOn, statusReason, dispenseRequest, status } = resource;
      const { start, end } = dispenseRequest?.validityPeriod ?? {};
      const from = day(start ?? authoredOn);
      const isOver = status === 'stopped' || status === 'completed' || status === 'cancelled';
      return [
        {
          id,
          name: medicationName(resource),
          from,
          to: end !== undefined ? day(end) : isOver ? from : null,
          why: textOf(statusReason),
        },
      ];
    }
    case 'MedicationStatement':
    case 'MedicationAdministration': {
      const { id = '', effectivePeriod, effectiveDateTime, statusReason } = resource;
      const from = day(effectivePeriod?.start ?? effectiveDateTime);
      const isMoment = effectivePeriod === undefined;
      return [
        {
          id,
          name: medicationName(resource),
          from,
          to: isMoment ? from : effectivePeriod.end === undefined ? null : day(effectivePeriod.end),
          why: textOf(statusReason?.[0]),
        },
      ];
    }
    default:
      return [];
  }
}

function medicationName({
  medicationCodeableConcept,
  medicationReference,
}: MedicationRequest | MedicationStatement | MedicationAdministration): string {
  return (
    textOf(medicationCodeableConcept) ??
    medicationReference?.display ??
    medicationReference?.reference ??
    'a drug without a name'
  );
}

function findingOf(observation: Observation): Finding {
  const { id = '', code, component = [] } = observation;
  const of = (wanted: string): readonly ObservationComponent[] =>
    component.filter((part) => hasCode(part.code, wanted));
  const genes = of(CODES.gene).flatMap(
    ({ valueCodeableConcept }) => textOf(valueCodeableConcept) ?? [],
  );
  if (hasCode(code, CODES.regionStudied)) {
    return { id, text: `Genes studied: ${genes.join(', ')}`, amount: '', found: false };
  }
  if (genes.length === 0) {
    return {
      id,
      text: textOf(code) ?? 'a result without a name',
      amount: valueOf(observation),
      found: true,
    };
  }
  const change = [...of(CODES.protein), ...of(CODES.coding)][0];
  const copies = of(CODES.copyNumber)[0];
  const isFusion = genes.length > 1;
  const isAbsent = hasCode(observation.valueCodeableConcept, CODES.absent);
  return {
    id,
    text: [
      isFusion ? genes.join('::') : (genes[0] ?? ''),
      isFusion ? 'fusion' : withoutAccession(textOf(change?.valueCodeableConcept) ?? ''),
      copies === undefined ? '' : `${valueOf(copies)} copies`,
    ]
      .filter((part) => part !== '')
      .join(' '),
    amount: isAbsent ? 'not detected' : amountOf(of(CODES.fraction)[0]?.valueQuantity),
    found: !isAbsent,
  };
}

/** Fractions are read in per cent, whichever way they are written; four decimals tell the smallest apart. */
function amountOf(quantity: Quantity | undefined): string {
  if (quantity?.value === undefined) return '';
  const percent = quantity.code === '%' ? quantity.value : quantity.value * 100;
  return `${String(Number(percent.toFixed(4)))} %`;
}

function valueOf({
  valueQuantity,
  valueCodeableConcept,
  valueString,
}: Pick<ObservationComponent, 'valueQuantity' | 'valueCodeableConcept' | 'valueString'>): string {
  if (valueQuantity?.value !== undefined) {
    const unit =
      valueQuantity.unit ?? (valueQuantity.code === '1' ? '' : (valueQuantity.code ?? ''));
    return `${String(valueQuantity.value)} ${unit}`.trim();
  }
  return textOf(valueCodeableConcept) ?? valueString ?? '';
}

/** `NP_005219.2:p.(Thr790Met)` without its sequence. */
function withoutAccession(notation: string): string {
  return notation.replace(/^[^:]+:/, '');
}

function textOf(concept: CodeableConcept | undefined): string | null {
  const [coding] = concept?.coding ?? [];
  return concept?.text ?? coding?.display ?? coding?.code ?? null;
}

function hasCode(concept: CodeableConcept | undefined, code: string): boolean {
  return concept?.coding?.some((coding) => coding.code === code) ?? false;
}

function day(date: string | undefined): string {
  return (date ?? '').slice(0, 10);
}
