/** One prefetch key: what it asks for, and what the answer can do without it. */
export interface PrefetchTemplate {
  readonly key: string;
  /** The name a clinician reads when it cannot be had. */
  readonly what: string;
  /**
   * Only the subset that clients really resolve (CDS Hooks 2.0, "Prefetch Templates", allows less
   * than servers understand): `Type/{{context.patientId}}` or
   * `Type?patient={{context.patientId}}&param=value[,value]`, each parameter once.
   */
  readonly template: string;
  /** Genomic and therapy data: without any of them there is nothing to answer from (412). */
  readonly carriesAnswer: boolean;
}

/**
 * What all three services ask for: the same data must lead to the same conclusion on every hook.
 * Servers may ignore a parameter, so the readers filter again.
 */
export const PREFETCH_TEMPLATES: readonly PrefetchTemplate[] = [
  {
    key: 'patient',
    what: 'patient record',
    template: 'Patient/{{context.patientId}}',
    carriesAnswer: false,
  },
  {
    key: 'conditions',
    what: 'diagnoses',
    template: 'Condition?patient={{context.patientId}}',
    carriesAnswer: false,
  },
  {
    key: 'genomics',
    what: 'genomic results',
    template: observations([
      '69548-6', // genetic variant assessment
      '82120-7', // allelic phase
      '53041-0', // DNA region of interest panel: which genes were studied
      '95123-6', // gene fusion
      '94076-7', // tumour mutation burden
      '81695-9', // microsatellite instability
      ...singleGeneCodes(),
    ]),
    carriesAnswer: true,
  },
  {
    // Findings without a code of their own, such as the tumour fraction of cell-free DNA.
    key: 'geneticFindings',
    what: 'further genetic findings',
    template: 'Observation?patient={{context.patientId}}&category=GE',
    carriesAnswer: true,
  },
  {
    key: 'genomicReports',
    what: 'genomic reports',
    template: 'DiagnosticReport?patient={{context.patientId}}&category=GE',
    carriesAnswer: true,
  },
  {
    key: 'specimens',
    what: 'specimens',
    template: 'Specimen?patient={{context.patientId}}',
    carriesAnswer: false,
  },
  {
    key: 'diseaseStatus',
    what: 'disease status and organ function',
    template: observations([
      '97509-4', // cancer disease status (mCODE)
      '88040-1', // the same in mCODE STU1
      '10230-1', // left ventricular ejection fraction
      '8636-3', // QT interval, corrected
    ]),
    carriesAnswer: false,
  },
  {
    key: 'medicationRequests',
    what: 'prescriptions',
    template: 'MedicationRequest?patient={{context.patientId}}',
    carriesAnswer: true,
  },
  {
    key: 'medicationStatements',
    what: 'medication history',
    template: 'MedicationStatement?patient={{context.patientId}}',
    carriesAnswer: true,
  },
  {
    key: 'medicationAdministrations',
    what: 'administered drugs',
    template: 'MedicationAdministration?patient={{context.patientId}}',
    carriesAnswer: true,
  },
  {
    key: 'medicationDispenses',
    what: 'dispensed drugs',
    template: 'MedicationDispense?patient={{context.patientId}}',
    carriesAnswer: true,
  },
  {
    key: 'allergies',
    what: 'allergies and intolerances',
    template: 'AllergyIntolerance?patient={{context.patientId}}',
    carriesAnswer: false,
  },
];

/** The `prefetch` member of a discovery entry. */
export const PREFETCH: Readonly<Record<string, string>> = Object.fromEntries(
  PREFETCH_TEMPLATES.map(({ key, template }) => [key, template]),
);

/** The template as a query of one patient, whose id has been validated. */
export function resolveTemplate(template: string, patientId: string): string {
  return template.replaceAll('{{context.patientId}}', patientId);
}

/** Codes without their system: `http://loinc.org|` breaks in proxies that collapse `//`. */
function observations(codes: readonly string[]): string {
  return `Observation?patient={{context.patientId}}&code=${codes.join(',')}`;
}

/** LOINC terms that ask for one gene or one variant each, as laboratories without panels use them. */
function singleGeneCodes(): readonly string[] {
  return [
    ...['21665-5', '55764-5', '55770-2', '55766-0', '55769-4', '55767-8', '55768-6'], // EGFR
    ...['55765-2', '85383-8'], // EGFR, the second in plasma
    ...['58415-1', '85101-4', '89861-9', '97025-1', '93690-6', '85299-6', '53844-7'], // BRAF
    ...['21702-6', '53620-1', '75974-6', '82535-6', '85509-8', '81420-2'], // KRAS and NRAS
    ...['78205-2', '100019-9'], // ALK
    ...['90926-7', '92906-7', '92907-5', '100026-4'], // MET
    ...['90927-5', '93813-4', '31150-6', '38412-3', '21739-8'], // RET, NTRK, ERBB2, FGFR2, TP53
  ];
}
