import fc from 'fast-check';
import type { Response, StopReason } from '../../src/domain/therapy.ts';
import type { AlterationPattern } from '../../src/rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { aCase, ordered } from './aCase.ts';
import { patients, type Patient } from './generatedPatients.ts';
import { knowledge } from './knowledge.ts';

/** What the rules of one disease speak of. */
interface Vocabulary {
  readonly disease: string;
  /** One alteration for each pattern, as `aCase` takes it. */
  readonly findings: readonly string[];
  readonly genes: readonly string[];
  readonly drugs: readonly string[];
  readonly options: readonly OptionOfDisease[];
}

interface OptionOfDisease {
  readonly drugs: readonly string[];
  /** What it is offered for, and what it overcomes. */
  readonly findings: readonly string[];
  /** One drug of each group must have been given before. */
  readonly prior: readonly (readonly string[])[];
}

/**
 * Patients of every disease that a pack speaks of, drawn from what its rules look for: their
 * alterations, drugs alone and in regimens, samples of several days and kinds, conditions, and orders
 * of whole options, parts of them and other drugs beside. Two of three are such that an option comes
 * into question.
 */
export const patientsOfRules: fc.Arbitrary<Patient> = fc.oneof(
  ...vocabularies(knowledge).map(patientsOf),
);

/** The same with the patients whose findings were listed by hand. */
export const anyPatient: fc.Arbitrary<Patient> = fc.oneof(patients, patientsOfRules);

function patientsOf(vocabulary: Vocabulary): fc.Arbitrary<Patient> {
  const { options } = vocabulary;
  const nothingMeant = fc.constant<OptionOfDisease>({ drugs: [], findings: [], prior: [] });
  return fc
    .oneof(nothingMeant, ...options.map((option) => fc.constant(option)), nothingMeant)
    .chain((meant) => patientsFor(meant, vocabulary));
}

/** Patients for whom an option may be meant. */
function patientsFor(
  meant: OptionOfDisease,
  { disease, findings, genes, drugs, options }: Vocabulary,
): fc.Arbitrary<Patient> {
  const drug = fc.constantFrom(...drugs);
  const some = fc.uniqueArray(drug, { minLength: 1, maxLength: 3 });
  const whole = meant.drugs.length === 0 ? [] : [fc.constant(meant.drugs)];
  const part = meant.drugs.length === 0 ? [] : [fc.subarray([...meant.drugs])];
  const wholeOrPartBeside = [...whole, ...part].map((given) =>
    fc.tuple(given, drug).map(([of, one]) => [...new Set([...of, one])]),
  );
  const regimen = fc.oneof(
    some,
    ...whole,
    ...meant.prior.map((group) => fc.constantFrom(...group).map((one) => [one])),
    ...(options.length === 0 ? [] : [fc.constantFrom(...options.map((o) => o.drugs))]),
  );
  const line = fc.record({
    drugs: regimen,
    days: fc.integer({ min: 20, max: 400 }),
    pause: fc.constantFrom(0, 5, 120, 300),
    stop: fc.constantFrom<StopReason | null>('progression', 'progression', 'toxicity', null),
    response: fc.constantFrom<Response | null>('CR', 'PR', 'SD', 'PD', null),
  });
  const finding = fc.oneof(
    fc.constantFrom(...findings),
    ...(meant.findings.length === 0 ? [] : [fc.constantFrom(...meant.findings)]),
  );
  const fraction = fc.double({ min: 0.0005, max: 0.6, noNaN: true });
  const sample = fc.record({
    material: fc.constantFrom('plasma', 'plasma', 'tissue', 'tissue', 'blood'),
    day: fc.oneof(fc.integer({ min: -1500, max: -1 }), fc.integer({ min: -60, max: -1 })),
    found: fc.dictionary(finding, fraction, { maxKeys: 4 }),
    phase: fc.constantFrom('cis', 'trans', null),
    options: fc.record(
      {
        site: fc.constantFrom('liver', 'lung', 'lymph node'),
        notDetected: fc.subarray([...genes]),
        noMutation: fc.subarray([...genes], { maxLength: 2 }),
        covered: fc.constant(genes),
        tumourFraction: fraction,
        depth: fc.integer({ min: 200, max: 20_000 }),
        origin: fc.constantFrom('somatic', 'somatic', 'somatic', 'somatic', 'unknown', 'germline'),
      },
      { requiredKeys: [] },
    ),
  });
  const condition = fc.record({
    gate: fc.constantFrom(...knowledge.gates.keys()),
    /** Of the limit, where there is one. */
    share: fc.double({ min: 0.2, max: 2, noNaN: true }),
    day: fc.integer({ min: -400, max: -1 }),
    status: fc.constantFrom('present', 'present', 'over', 'unconfirmed', 'absent'),
  });
  return fc
    .record({
      lines: fc.array(line, { maxLength: 4 }),
      lastGoesOn: fc.boolean(),
      beside: fc.option(drug, { freq: 6 }),
      samples: fc.array(sample, { maxLength: 5 }),
      conditions: fc.array(condition, { maxLength: 2 }),
      intolerance: fc.option(drug, { freq: 4 }),
      orders: fc.oneof(some, ...whole, ...part, ...wholeOrPartBeside),
    })
    .map(({ lines, lastGoesOn, beside, samples, conditions, intolerance, orders }): Patient => {
      const builder = aCase(disease);
      for (const { gate, share, day, status } of conditions) {
        const { kind, minimum, maximum } = knowledge.gates.get(gate) ?? {};
        const limit = minimum ?? maximum;
        const isMeasured = kind === 'measurement' && limit !== undefined;
        builder.found(gate, isMeasured ? limit * share : null, day, status);
      }
      if (intolerance !== null) builder.intolerantOf(intolerance);
      let start = -lines.reduce((sum, { days, pause }) => sum + days + pause, 10);
      for (const [index, { drugs: given, days, pause, stop, response }] of lines.entries()) {
        const goesOn = lastGoesOn && index === lines.length - 1;
        builder.treatedWith(given, start, goesOn ? null : start + days, goesOn ? null : stop);
        if (response !== null) builder.assessed(start + Math.ceil(days / 2), response);
        start += days + pause;
      }
      if (beside !== null) builder.treatedWith(beside, -200, null);
      for (const { material, day, found, phase, options: told } of samples) {
        const [pair] = pairsOfOneGene(Object.keys(found));
        const stated = phase === null || pair === undefined ? {} : { phase: { ...pair, phase } };
        builder[material](day, found, { ...told, ...stated });
      }
      return { patientCase: builder.build(), orders: ordered(...orders) };
    });
}

/** Changes of one gene that may lie on one allele or on two. */
function pairsOfOneGene(
  names: readonly string[],
): readonly { readonly of: string; readonly with: string }[] {
  const geneChanged = (name: string): string | null =>
    /^(\S+) [A-Z]\d+[A-Z]$/.exec(name)?.[1] ?? null;
  return names.flatMap((of, index) =>
    names
      .slice(index + 1)
      .filter((other) => geneChanged(of) !== null && geneChanged(of) === geneChanged(other))
      .map((other) => ({ of, with: other })),
  );
}

// What the rules speak of ---------------------------------------------------------------------------

/** One for each set of rules that hold for a disease. */
function vocabularies(base: KnowledgeBase): readonly Vocabulary[] {
  const bySetOfRules = new Map<string, Vocabulary>();
  for (const disease of base.terminology.diseases.keys()) {
    const { rules, vocabulary } = vocabularyOf(disease, base);
    if (vocabulary.drugs.length === 0 || bySetOfRules.has(rules)) continue;
    bySetOfRules.set(rules, vocabulary);
  }
  return [...bySetOfRules.values()];
}

function vocabularyOf(
  disease: string,
  base: KnowledgeBase,
): { readonly rules: string; readonly vocabulary: Vocabulary } {
  const lineage = [...(base.terminology.diseaseAncestors.get(disease) ?? [disease])];
  const holds = (rule: { readonly diseases: ReadonlySet<string> }): boolean =>
    lineage.some((d) => rule.diseases.has(d));
  const mechanisms = [...new Set([...base.mechanisms.values()].flat())].filter(holds);
  const rows = [...new Set([...base.sensitivities.values()].flat())].filter(holds);
  const options = base.options.filter(holds);
  const again = base.rechallenges.filter(holds);
  const onOrders = base.orderRules.filter(holds);
  const patterns: readonly AlterationPattern[] = [
    ...lineage.flatMap((d) => base.truncal.get(d) ?? []),
    ...mechanisms.flatMap((m) => [...m.alterations, ...m.background, ...m.unless]),
    ...mechanisms.flatMap((m) => m.suspectedBy),
    ...rows.flatMap((r) => [r.alteration, ...r.background, ...r.unless]),
    ...options.flatMap((o) => [...o.present, ...o.absent]),
    ...options.flatMap((o) => o.overcomes.flatMap((c) => [...c.alterations, ...c.background])),
    ...again.flatMap((r) => [...r.present, ...r.absent, ...r.decay.flatMap((d) => d.alterations)]),
    ...onOrders.flatMap((r) => [...r.present, ...r.testedAbsent, ...r.target]),
    ...onOrders.flatMap((r) => [...r.untested, ...r.oneLesion]),
  ];
  const named = (some: readonly AlterationPattern[]): readonly string[] => [
    ...new Set(some.map((pattern) => concrete(pattern, patterns))),
  ];
  const drugs = [
    ...mechanisms.flatMap((m) => [...m.resistantTo]),
    ...rows.flatMap((r) => [...r.calls.keys()]),
    ...options.flatMap((o) => [...o.drugs, ...o.prior.flatMap((group) => [...group.drugs])]),
    ...again.flatMap((r) => [...r.drugs, ...r.after]),
    ...onOrders.flatMap((r) => [...r.drugs]),
  ];
  return {
    rules: [mechanisms, rows, options, again, onOrders]
      .flatMap((kind) => kind.map(({ rule }) => rule.rule))
      .join(),
    vocabulary: {
      disease,
      findings: named(patterns),
      genes: [...new Set(patterns.flatMap((p) => (p.kind === 'histology' ? [] : [p.gene])))],
      drugs: [...new Set(drugs)],
      options: options.map(({ drugs: given, present, overcomes, prior }) => ({
        drugs: given,
        findings: named([
          ...present,
          ...overcomes.flatMap((c) => [...c.alterations, ...c.background]),
        ]),
        prior: prior.map((group) => [...group.drugs]),
      })),
    },
  };
}

/** One alteration that the pattern looks for, as `aCase` takes it. */
function concrete(pattern: AlterationPattern, all: readonly AlterationPattern[]): string {
  switch (pattern.kind) {
    case 'histology':
      return `histology ${pattern.disease}`;
    case 'change':
      return `${pattern.gene} ${pattern.change}`;
    case 'residue': {
      const residue = String(pattern.residue);
      const from = pattern.reference ?? referenceAt(residue, pattern.gene, all);
      return `${pattern.gene} ${from}${residue}${from === 'V' ? 'A' : 'V'}`;
    }
    case 'exon':
      return `${pattern.gene} exon ${String(pattern.exon)} ${pattern.event}`;
    case 'amplification':
    case 'deletion':
    case 'fusion':
      return `${pattern.gene} ${pattern.kind}`;
    case 'loss-of-function':
      return `${pattern.gene} loss of function`;
    case 'any':
      return `${pattern.gene} R100*`;
    default:
      return pattern satisfies never;
  }
}

/** The amino acid that other patterns name at the residue; where none does, any will do. */
function referenceAt(residue: string, gene: string, all: readonly AlterationPattern[]): string {
  const change = all.flatMap((p) =>
    p.kind === 'change' && p.gene === gene && p.change.slice(1).startsWith(residue) ? p.change : [],
  )[0];
  return change?.charAt(0) ?? 'Q';
}
