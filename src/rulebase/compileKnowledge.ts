import type { Evidence, EvidenceLevel, RuleRef } from '../domain/evidence.ts';
import type { DrugId } from '../domain/therapy.ts';
import { compileTerminology } from '../nomenclature/terminology.ts';
import type { DrugEntry, TerminologyFiles } from '../nomenclature/terminologyFiles.ts';
import { geneOfPattern, type AlterationPattern, type PatternContext } from './alterationPattern.ts';
import { groupInto } from './groupInto.ts';
import type {
  CompiledCell,
  CompiledMechanism,
  CompiledOption,
  CompiledOrderRule,
  CompiledRechallenge,
  CompiledRow,
  CompiledToxicity,
  KnowledgeBase,
  LesionApart,
} from './knowledge.ts';
import { nameResolver, type NamesAt } from './nameResolver.ts';
import { compilePathway } from './pathway.ts';
import type {
  Confidence,
  MechanismRule,
  OptionRule,
  OrderRule,
  RechallengeRule,
  RuleBaseFiles,
  SensitivityCell,
  SensitivityTable,
  TestEntry,
  ThresholdName,
  ToxicityEntry,
} from './ruleFiles.ts';

/** The compiled rule base, or every fault that keeps it from being one. */
export type Compilation =
  | { readonly ok: true; readonly knowledge: KnowledgeBase }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Resolves every name of the rule base and builds its indexes. Faults name pack, rule and what is wrong. */
export function compileKnowledge(files: RuleBaseFiles): Compilation {
  const names = nameResolver(files);
  const mechanisms: CompiledMechanism[] = [];
  const rows: CompiledRow[] = [];
  const options: CompiledOption[] = [];
  const rechallenges: CompiledRechallenge[] = [];
  const orderRules: CompiledOrderRule[] = [];
  const thresholds: Partial<Record<ThresholdName, number>> = {};

  for (const { manifest, rules } of files.packs) {
    for (const file of rules) {
      if (file.kind !== 'thresholds' && file.retired !== undefined) continue;
      const ref: RuleRef = { pack: manifest.id, version: manifest.version, rule: file.id };
      const at = names.at(`rule ${file.id}`);
      switch (file.kind) {
        case 'mechanism':
          mechanisms.push(...ofWeight(file, compileMechanism(file, ref, at)));
          break;
        case 'sensitivity':
          rows.push(...compileTable(file, ref, at));
          break;
        case 'option':
          options.push(...ofWeight(file, compileOption(file, ref, at)));
          break;
        case 'rechallenge':
          rechallenges.push(...ofWeight(file, compileRechallenge(file, ref, at, files)));
          break;
        case 'order':
          orderRules.push(...ofWeight(file, compileOrderRule(file, ref, at, files.tests)));
          break;
        case 'thresholds':
          for (const [name, { value }] of Object.entries(file.values)) {
            thresholds[name as ThresholdName] = value;
          }
          break;
        default:
          file satisfies never;
      }
    }
  }
  const lesionsApart = Object.entries(files.tests).flatMap(([test, { diseases, lesion }]) => {
    const at = names.at(`test ${test}`);
    at.diseases(diseases ?? []);
    return lesion === undefined ? [] : compileLesion(lesion, at, files.gates);
  });
  const truncal = new Map<string, readonly AlterationPattern[]>();
  for (const [disease, { truncal: patterns }] of Object.entries(files.terminology.diseases)) {
    const at = names.at(`disease ${disease}`);
    if (patterns !== undefined) truncal.set(disease, at.patterns(patterns));
  }
  const actsOnlyOn = new Map<DrugId, readonly AlterationPattern[]>();
  const labelledFor = new Map<
    DrugId,
    Exclude<ReturnType<KnowledgeBase['labelledFor']['get']>, undefined>
  >();
  for (const [drug, entry] of Object.entries(files.terminology.drugs)) {
    checkIndications(entry, names.at(`drug ${drug}`), files.sources);
    const forms = entry.actsOnlyOn ?? files.terminology.drugClasses[entry.class]?.actsOnlyOn;
    const at = names.at(`drug ${drug}`);
    labelledFor.set(
      drug,
      (entry.indications ?? []).flatMap(({ disease, alterations }) =>
        disease === undefined || alterations === undefined
          ? []
          : [{ diseases: at.diseases([disease]), alterations: at.patterns(alterations) }],
      ),
    );
    if (forms !== undefined) actsOnlyOn.set(drug, names.at(`drug ${drug}`).patterns(forms));
  }
  const toxicities = Object.entries(files.toxicities).map(([id, entry]) =>
    compileToxicity(id, entry, names.at(`toxicity ${id}`), files),
  );
  const pathways = new Map(
    files.pathways.map((file) => [file.id, compilePathway(file, names.at(`pathway ${file.id}`))]),
  );
  for (const name of THRESHOLDS) {
    if (thresholds[name] === undefined)
      names.faults.push(`No pack in force gives the threshold ${name}.`);
  }
  if (names.faults.length > 0) return { ok: false, faults: names.faults };
  return {
    ok: true,
    knowledge: {
      packs: [files.shared, ...files.packs].map(({ manifest, hash }) => ({
        pack: manifest.id,
        version: manifest.version,
        hash,
      })),
      terminology: compileTerminology({ ...files.terminology, gates: files.gates }),
      patternContext: patternContext(files.terminology, names.belowDisease),
      pathways,
      tests: new Map(Object.entries(files.tests)),
      lesionsApart,
      toxicities,
      gates: new Map(Object.entries(files.gates)),
      overrideReasons: files.overrideReasons,
      thresholds: thresholds as Record<ThresholdName, number>,
      suspectable: mechanisms.filter((rule) => rule.suspectedBy.length > 0),
      mechanisms: groupInto(mechanisms, (rule) => rule.alterations.map(geneOfPattern)),
      sensitivities: groupInto(rows, (row) => {
        const gene = geneOfPattern(row.alteration);
        return gene === null ? [] : [gene];
      }),
      options,
      rechallenges,
      orderRules,
      truncal,
      actsOnlyOn,
      labelledFor,
      drugsAtNode: drugsAtNode(files.terminology.drugs),
    },
  };
}

const THRESHOLDS: readonly ThresholdName[] = [
  'informativeTumourFraction',
  'lineGapDays',
  'foldChange',
  'subclonalRatio',
  'haematopoiesisMaxFraction',
  'standingMaxAgeDays',
  'amplificationCopies',
  'intervalConfidence',
  'overlappingAxes',
  'retestHorizonMonths',
];

/** Indications are shown to readers and drive no rule, so that only their names are checked. */
function checkIndications(
  { indications }: DrugEntry,
  at: NamesAt,
  sources: RuleBaseFiles['sources'],
): void {
  for (const { disease, alterations, with: partners, label } of indications ?? []) {
    at.diseases(disease === undefined ? [] : [disease]);
    at.patterns(alterations ?? []);
    at.drugs(partners ?? []);
    const source = sources[label];
    if (source === undefined) {
      at.fault(`has an indication from "${label}", which is not in evidence/sources.json`);
    } else if (source.kind !== 'label') {
      at.fault(`has an indication from "${label}", no label`);
    }
  }
}

/** Without a verified source a lesion asks for nothing. */
function compileLesion(
  { condition, name, sites, evidence }: NonNullable<TestEntry['lesion']>,
  at: NamesAt,
  gates: RuleBaseFiles['gates'],
): readonly LesionApart[] {
  if (gates[condition]?.kind !== 'condition') {
    at.fault(`names "${condition}", which is no condition of gates.json`);
  }
  const shown = at.evidence(evidence);
  return shown.length === 0 ? [] : [{ condition, name, sites, evidence: shown }];
}

function compileToxicity(
  id: string,
  entry: ToxicityEntry,
  at: NamesAt,
  { gates, shared: { manifest } }: RuleBaseFiles,
): CompiledToxicity {
  for (const gate of [...(entry.gates ?? []), ...(entry.gatesWhenRecorded ?? [])]) {
    const kind = gates[gate]?.kind;
    if (kind === undefined) at.fault(`names the unknown gate "${gate}"`);
    if (kind === 'condition') at.fault(`names the condition "${gate}" without saying its force`);
  }
  for (const { gate } of entry.conditions ?? []) {
    if (gates[gate]?.kind !== 'condition') at.fault(`names "${gate}", no condition of gates.json`);
  }
  return {
    id,
    rule: { pack: manifest.id, version: manifest.version, rule: `${manifest.id}/${id}` },
    name: entry.name,
    axes: entry.axes,
    when: entry.when ?? 'alone',
    of: at.drugs(entry.of),
    with: at.drugs(entry.with ?? []),
    withinMonths: entry.withinMonths ?? null,
    weight: entry.weight,
    combining: entry.combining ?? null,
    gates: entry.gates ?? [],
    gatesWhenRecorded: entry.gatesWhenRecorded ?? [],
    conditions: entry.conditions ?? [],
    evidence: at.evidence(entry.evidence ?? []),
    watch: entry.watch ?? null,
    source: entry.source,
    verified: entry.verified !== undefined,
  };
}

function compileMechanism(file: MechanismRule, rule: RuleRef, at: NamesAt): CompiledMechanism {
  return {
    rule,
    diseases: at.diseases(file.diseases),
    title: file.title,
    statement: file.statement,
    alterations: at.patterns(file.alterations),
    background: at.patterns(file.background ?? []),
    unless: at.patterns(file.unless ?? []),
    prior: file.prior === undefined ? null : at.drugs(file.prior),
    timing: file.timing ?? null,
    biallelic: file.biallelic === true,
    suspectedBy: at.patterns(file.suspectedBy ?? []),
    resistantTo: at.drugs(file.resistantTo),
    mechanismClass: file.mechanismClass,
    entersAt: at.pathwayEntries(file.entersAt),
    evidence: at.evidence(file.evidence),
  };
}

function compileTable(file: SensitivityTable, rule: RuleRef, at: NamesAt): readonly CompiledRow[] {
  const diseases = at.diseases(file.diseases);
  const entersAt = at.pathwayEntries(file.entersAt);
  return file.rows.flatMap((row): CompiledRow[] => {
    const pattern = at.patterns([row.alteration])[0];
    if (pattern === undefined) return [];
    const calls = new Map<DrugId, CompiledCell>();
    for (const [drug, cell] of Object.entries(row.calls)) {
      const compiled = compileCell(cell, file.statement, at);
      for (const id of at.drugs([drug])) if (compiled !== null) calls.set(id, compiled);
    }
    return [
      {
        rule,
        diseases,
        title: file.title,
        statement: file.statement,
        alteration: pattern,
        background: at.patterns(row.background ?? []),
        phase: row.phase ?? null,
        unless: at.patterns(row.unless ?? []),
        unlessPhase: row.unlessPhase ?? null,
        entersAt,
        calls,
      },
    ];
  });
}

/** Its names are resolved, so that faults are found; of low confidence it drives nothing. */
function ofWeight<T>({ confidence }: { readonly confidence: Confidence }, rule: T): readonly T[] {
  return confidence === 'low' ? [] : [rule];
}

/** A cell of low confidence, or without any verified source, never drives a card: it counts as not known. */
function compileCell(
  cell: SensitivityCell,
  tableStatement: string,
  at: NamesAt,
): CompiledCell | null {
  const evidence = at.evidence(cell.evidence);
  const best = strongest(evidence);
  if (cell.confidence === 'low' || best === null) return null;
  const shown = evidence.find((e) => e.level === best && e.shows !== null)?.shows;
  return {
    call: cell.call,
    level: best,
    evidence,
    note: cell.note ?? null,
    statement: cell.note ?? shown ?? tableStatement,
  };
}

function compileOption(file: OptionRule, rule: RuleRef, at: NamesAt): CompiledOption {
  return {
    rule,
    diseases: at.diseases(file.diseases),
    title: file.title,
    statement: file.statement,
    drugs: [...at.drugs(file.drugs)],
    form: file.form,
    status: file.status,
    rank: file.rank ?? Infinity,
    statusBasis: file.statusBasis,
    present: at.patterns(file.when.present ?? []),
    absent: at.patterns(file.when.absent ?? []),
    prior: (file.when.prior ?? []).map(({ name, anyOf }) => ({ name, drugs: at.drugs(anyOf) })),
    noPrior: at.drugs(file.when.noPrior ?? []),
    overcomes: (file.overcomes ?? []).map(({ alterations, background, phase, evidence }) => ({
      alterations: at.patterns(alterations),
      background: at.patterns(background ?? []),
      phase: phase ?? null,
      evidence: at.evidence(evidence),
    })),
    tradeOff: file.tradeOff ?? null,
    evidence: at.evidence(file.evidence),
  };
}

function compileRechallenge(
  file: RechallengeRule,
  rule: RuleRef,
  at: NamesAt,
  { tests, gates }: RuleBaseFiles,
): CompiledRechallenge {
  const { criteria } = file;
  for (const gate of criteria.excludedBy ?? []) {
    if (gates[gate] === undefined) at.fault(`names the unknown gate "${gate}"`);
  }
  if (tests[file.test] === undefined) at.fault(`names the unknown test "${file.test}"`);
  return {
    rule,
    diseases: at.diseases(file.diseases),
    title: file.title,
    statement: file.statement,
    drugs: at.drugs(file.drugs),
    responses: new Set(criteria.priorBenefit.responses),
    orMonthsOnTherapy: criteria.priorBenefit.orMonthsOnTherapy ?? null,
    drugFreeMonths: criteria.drugFreeMonths,
    interveningLine: interveningLineOf(criteria.interveningLine, at),
    clearance:
      criteria.genesToClear === undefined ||
      criteria.sampleMaxAgeDays === undefined ||
      file.clearedBelow === undefined
        ? null
        : {
            sampleMaxAgeDays: criteria.sampleMaxAgeDays,
            sought: soughtIn(criteria.genesToClear, at),
            clearedBelow: file.clearedBelow,
          },
    present: at.patterns(criteria.present ?? []),
    absent: at.patterns(criteria.absent ?? []),
    excludedBy: criteria.excludedBy ?? [],
    after: at.drugs(file.after ?? []),
    supportedByTrials: file.notSupported !== true,
    decay: (file.decay ?? []).map(({ alterations, halfLifeMonths, evidence }) => ({
      alterations: at.patterns(alterations),
      halfLifeMonths,
      evidence: at.evidence(evidence),
    })),
    test: file.test,
    evidence: at.evidence(file.evidence),
  };
}

/** A gene alone asks for its mutations, `MET amplification` for that. */
function soughtIn(
  texts: readonly string[],
  at: NamesAt,
): NonNullable<CompiledRechallenge['clearance']>['sought'] {
  const alone = texts.filter((text) => !text.includes(' '));
  const patterns = at.patterns(texts.filter((text) => text.includes(' ')));
  return [...at.genes(alone).map((gene) => ({ kind: 'mutations', gene }) as const), ...patterns];
}

function interveningLineOf(
  asked: RechallengeRule['criteria']['interveningLine'],
  at: NamesAt,
): CompiledRechallenge['interveningLine'] {
  if (asked === false) return null;
  if (asked === true) return { name: null, drugs: null, responses: null };
  const { name, anyOf, responses } = asked;
  return {
    name,
    drugs: at.drugs(anyOf),
    responses: responses === undefined ? null : new Set(responses),
  };
}

function compileOrderRule(
  file: OrderRule,
  rule: RuleRef,
  at: NamesAt,
  tests: RuleBaseFiles['tests'],
): CompiledOrderRule {
  const { test = null } = file;
  if (test !== null && tests[test] === undefined) at.fault(`names the unknown test "${test}"`);
  return {
    rule,
    diseases: at.diseases(file.diseases),
    title: file.title,
    statement: file.statement,
    verdict: file.verdict,
    drugs: at.drugs(file.drugs),
    present: at.patterns(file.when.present ?? []),
    testedAbsent: at.patterns(file.when.testedAbsent ?? []),
    without: at.drugs(file.when.without ?? []),
    target: at.patterns(file.when.target ?? []),
    targetOfLabel: file.when.targetOfLabel === true,
    untested: at.patterns(file.when.untested ?? []),
    oneLesion: at.patterns(file.when.oneLesion ?? []),
    sinceProgressionUnder: at.drugs(file.when.sinceProgressionUnder ?? []),
    answeredBy: {
      markers: new Set(file.when.answeredBy?.markers ?? []),
      diseases: at.diseases(file.when.answeredBy?.diseases ?? []),
      germline: file.when.answeredBy?.germline === true,
    },
    test,
    evidence: at.evidence(file.evidence),
  };
}

function drugsAtNode(drugs: TerminologyFiles['drugs']): ReadonlyMap<string, readonly DrugId[]> {
  const inUse = Object.entries(drugs).filter(([, { status }]) => status !== 'discontinued');
  const byNode = groupInto(inUse, ([, { node }]) => (node === undefined ? [] : [node]));
  return new Map([...byNode].map(([node, entries]) => [node, entries.map(([id]) => id)]));
}

/** The strongest level among evidence that may be shown, or `null` when there is none. */
export function strongest(evidence: readonly Evidence[]): EvidenceLevel | null {
  let best: EvidenceLevel | null = null;
  for (const { level } of evidence) if (best === null || level < best) best = level;
  return best;
}

function patternContext(
  files: TerminologyFiles,
  belowDisease: (ancestor: string) => ReadonlySet<string>,
): PatternContext {
  const exons = new Map<string, { from: number; to: number }>();
  for (const [gene, entry] of Object.entries(files.genes)) {
    for (const { exon, from, to } of entry.exons ?? [])
      exons.set(`${gene} ${String(exon)}`, { from, to });
  }
  return {
    exonResidues: (gene, exon) => exons.get(`${gene} ${String(exon)}`) ?? null,
    isDisease: (disease, ancestor) => belowDisease(ancestor).has(disease),
  };
}
