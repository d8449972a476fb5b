import type { Criterion } from '../domain/conclusion.ts';
import { monthsBetween, type ClinicalDate } from '../domain/date.ts';
import { compareText } from '../domain/ordering.ts';
import type { ClinicalFinding, PatientCase } from '../domain/patientCase.ts';
import type { DrugId, Exposure, TherapyLine } from '../domain/therapy.ts';
import type { CompiledToxicity, KnowledgeBase } from '../rulebase/knowledge.ts';
import type { GateEntry } from '../rulebase/ruleFiles.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { conditionsOfPatient } from './conditionsOfPatient.ts';
import { isTooOld } from './isTooOld.ts';
import { drugNames } from './drugNames.ts';
import { toxicPairs } from './toxicPairs.ts';
import type { TumourState } from './tumourState.ts';

/** What the question of tolerability is asked with. */
export interface TolerabilityInput {
  readonly patientCase: PatientCase;
  readonly lines: readonly TherapyLine[];
  readonly state: Pick<TumourState, 'diseases'>;
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/** What does this patient's record say of giving these drugs? Silence of the record is said, never taken for consent. */
export function patientGates(
  drugs: readonly DrugId[],
  input: TolerabilityInput,
): readonly Criterion[] {
  const toxicities = ruleIndex(input.knowledge).toxicitiesOf(drugs);
  return [
    ...gatesNow(drugs, input),
    earlierIntolerance(drugs, input),
    ...givenLately(drugs, toxicities, input),
    ...goingOn(drugs, input),
  ];
}

/** The measurements, examinations and conditions alone, whether the drugs were given before or not. */
export function gatesNow(drugs: readonly DrugId[], input: TolerabilityInput): readonly Criterion[] {
  const given = ruleIndex(input.knowledge)
    .toxicitiesOf(drugs)
    .filter((toxicity) => isGivenSo(toxicity, drugs));
  return [...toxicityGates(drugs, given, input), ...conditionsOfPatient(drugs, given, input)];
}

/** Each measurement or examination that the toxicities of the drugs ask for, once. */
function toxicityGates(
  drugs: readonly DrugId[],
  toxicities: readonly CompiledToxicity[],
  input: TolerabilityInput,
): readonly Criterion[] {
  const { gates } = input.knowledge;
  const recorded = new Set(input.patientCase.findings.map((finding) => finding.gate));
  const askedFor = new Map<string, Set<DrugId>>();
  for (const toxicity of toxicities) {
    const causing = drugs.filter((drug) => toxicity.of.has(drug));
    const known = toxicity.gatesWhenRecorded.filter((gate) => recorded.has(gate));
    for (const gate of [...toxicity.gates, ...known]) {
      askedFor.set(gate, new Set([...(askedFor.get(gate) ?? []), ...causing]));
    }
  }
  return [...askedFor].flatMap(([id, causing]) => {
    const gate = gates.get(id);
    if (gate === undefined) return [];
    const question = `${gate.name} before ${drugNames([...causing], input.knowledge)}`;
    return [gateCriterion(id, gate, question, input)];
  });
}

function isGivenSo(toxicity: CompiledToxicity, drugs: readonly DrugId[]): boolean {
  return toxicity.when === 'alone' || isGivenTogether(toxicity, drugs);
}

/** Two different drugs, one of each side of the pair. */
export function isGivenTogether(
  { when, of, with: others }: CompiledToxicity,
  drugs: readonly DrugId[],
): boolean {
  return (
    when === 'together' &&
    drugs.some((a) => of.has(a) && drugs.some((b) => b !== a && others.has(b)))
  );
}

function gateCriterion(
  id: string,
  gate: GateEntry,
  question: string,
  { patientCase, asOf }: TolerabilityInput,
): Criterion {
  const latest = [...patientCase.findings]
    .filter((finding) => finding.gate === id)
    .sort((a, b) => compareText(a.on ?? '', b.on ?? ''))
    .at(-1);
  const answered = (verdict: Criterion['verdict'], answer: string): Criterion => ({
    question,
    verdict,
    answer,
    resources: latest === undefined ? [] : [latest.resource],
  });
  if (latest === undefined) return answered('cannot-be-told', 'not in the record');
  const what = `${valueOf(latest, gate)}${dated(latest)}`;
  if (isTooOld(latest, gate, asOf)) {
    return answered('cannot-be-told', `${what}, older than ${String(gate.maxAgeDays)} days`);
  }
  if (gate.kind === 'examination') return answered('met', what);
  if (latest.value === null) return answered('cannot-be-told', 'no value is given');
  const { minimum, maximum } = gate;
  if (minimum === undefined && maximum === undefined) {
    return answered('cannot-be-told', `${what}; the rule base gives no limit`);
  }
  const within = latest.value >= (minimum ?? -Infinity) && latest.value <= (maximum ?? Infinity);
  return answered(within ? 'met' : 'not-met', what);
}

function valueOf({ value }: ClinicalFinding, { unit }: GateEntry): string {
  if (value === null) return 'made';
  return unit === undefined ? String(value) : `${String(value)} ${unit}`;
}

function dated({ on }: ClinicalFinding): string {
  return on === null ? ', undated' : ` on ${on}`;
}

/** Allergies and intolerances, and lines that were stopped for toxicity. */
function earlierIntolerance(
  drugs: readonly DrugId[],
  { patientCase, lines, knowledge }: TolerabilityInput,
): Criterion {
  const question = 'No earlier intolerance';
  const recorded = patientCase.intolerances.filter((i) => i.drugs.some((d) => drugs.includes(d)));
  const severe = recorded.find((i) => i.severity === 'dose-limiting');
  const worst = severe ?? recorded[0];
  if (worst !== undefined) {
    const named = drugNames(
      worst.drugs.filter((d) => drugs.includes(d)),
      knowledge,
    );
    return {
      question,
      verdict: severe === undefined ? 'cannot-be-told' : 'not-met',
      answer: `an intolerance of ${named} is recorded${severe === undefined ? ', its severity is not' : ''}`,
      resources: [worst.resource],
    };
  }
  const stopped = lines.find(
    (l) => l.stopReason === 'toxicity' && l.drugs.some((d) => drugs.includes(d)),
  );
  if (stopped !== undefined) {
    const alone = stopped.drugs.every((d) => drugs.includes(d));
    return {
      question,
      verdict: alone ? 'not-met' : 'cannot-be-told',
      answer: `line ${String(stopped.number)} (${drugNames(stopped.drugs, knowledge)}) was stopped for toxicity${alone ? '' : '; which drug caused it is not said'}`,
      resources: stopped.resources,
    };
  }
  return { question, verdict: 'met', answer: 'none recorded', resources: [] };
}

/** Drugs after which these need a gap. */
function givenLately(
  drugs: readonly DrugId[],
  toxicities: readonly CompiledToxicity[],
  { patientCase, asOf, knowledge }: TolerabilityInput,
): readonly Criterion[] {
  return toxicities.flatMap((toxicity): Criterion[] => {
    const causing = drugs.filter((drug) => toxicity.of.has(drug));
    const months = toxicity.withinMonths;
    if (toxicity.when !== 'after' || months === null) return [];
    const before = patientCase.exposures.filter((e) => e.drugs.some((d) => toxicity.with.has(d)));
    if (before.length === 0) return [];
    const question = `${String(months)} months between the last ${drugNames(givenOf(before, toxicity), knowledge)} and ${drugNames(causing, knowledge)}`;
    const resources = before.flatMap((e) => e.resources);
    const reason = toxicity.name;
    const lately = before.some(
      (e) => e.ongoing || (e.end !== null && monthsBetween(e.end, asOf) < months),
    );
    if (lately) return [{ question, verdict: 'not-met', answer: reason, resources }];
    const told = before.every((e) => e.end !== null);
    return [
      {
        question,
        verdict: told ? 'met' : 'cannot-be-told',
        answer: told ? 'longer ago' : `its last day is not documented; ${reason}`,
        resources,
      },
    ];
  });
}

function givenOf(exposures: readonly Exposure[], { with: others }: CompiledToxicity): DrugId[] {
  return exposures.flatMap((e) => e.drugs.filter((d) => others.has(d)));
}

/** Drugs that go on beside it: those of the latest line, which a new therapy replaces, only while it has not failed and where an order would be told of them. */
function goingOn(drugs: readonly DrugId[], input: TolerabilityInput): readonly Criterion[] {
  const { patientCase, lines, knowledge } = input;
  const latest = lines.at(-1);
  const ongoing = patientCase.exposures
    .filter((e) => e.ongoing)
    .flatMap((e) => e.drugs)
    .filter((d) => !drugs.includes(d));
  if (ongoing.length === 0) return [];
  const beside = ongoing.filter((d) => latest?.drugs.includes(d) !== true);
  const given = new Set(latest?.progressedOn == null ? ongoing : beside);
  const told = drugs
    .flatMap((drug) => toxicPairs(drug, given, input))
    .filter(({ toxicity }) => toxicity.when === 'together');
  const concerned = [...new Set([...beside, ...told.flatMap((t) => t.partners)])].sort(compareText);
  if (concerned.length === 0) return [];
  const question = `Together with ${drugNames(concerned, knowledge)}, which goes on`;
  const resources = patientCase.exposures
    .filter((e) => e.ongoing && e.drugs.some((d) => concerned.includes(d)))
    .flatMap((e) => e.resources);
  const toxicities = told.map((t) => t.toxicity);
  const avoided = [
    ...toxicities.filter((t) => t.combining === 'avoid'),
    ...pairsToAvoid(drugs, beside, knowledge),
  ];
  const named = [...new Set((avoided.length > 0 ? avoided : toxicities).map((t) => t.name))];
  const silent = 'the table of toxicities does not speak of it; check interactions';
  return [
    {
      question,
      verdict: avoided.length > 0 ? 'not-met' : 'cannot-be-told',
      answer: named.length > 0 ? named.join('; ') : silent,
      resources,
    },
  ];
}

function pairsToAvoid(
  drugs: readonly DrugId[],
  beside: readonly DrugId[],
  knowledge: KnowledgeBase,
): readonly CompiledToxicity[] {
  const meets = (a: readonly DrugId[], b: readonly DrugId[], t: CompiledToxicity): boolean =>
    a.some((d) => t.of.has(d)) && b.some((d) => t.with.has(d));
  return ruleIndex(knowledge)
    .toxicitiesOf([...drugs, ...beside])
    .filter(
      (t) =>
        t.when === 'together' &&
        t.combining === 'avoid' &&
        (meets(drugs, beside, t) || meets(beside, drugs, t)),
    );
}

/**
 * Do the drugs of a regimen harm the same organs? A pair to avoid settles it; a label or common use
 * together, or a pair shown to be tolerable, outweighs shared organs; else it counts in how many
 * organs they add up.
 */
export function overlappingToxicity(
  drugs: readonly DrugId[],
  established: boolean,
  knowledge: KnowledgeBase,
): Criterion | null {
  if (drugs.length <= 1) return null;
  const question = 'Toxicities acceptable together';
  const criterion = (verdict: Criterion['verdict'], answer: string): Criterion => ({
    question,
    verdict,
    answer,
    resources: [],
  });
  const toxicities = ruleIndex(knowledge).toxicitiesOf(drugs);
  const pairs = toxicities.filter((t) => isGivenTogether(t, drugs));
  const told = (list: readonly CompiledToxicity[]): string => list.map((t) => t.name).join('; ');
  const avoided = pairs.filter((t) => t.combining === 'avoid');
  if (avoided.length > 0) return criterion('not-met', told(avoided));
  const shared = sharedAxes(drugs, toxicities);
  const sharing = shared.length === 0 ? '' : `shared: ${shared.join(', ')}`;
  const tolerated = pairs.filter((t) => t.combining === 'acceptable');
  if (tolerated.length > 0) {
    return criterion(
      'met',
      [`tolerable together: ${told(tolerated)}`, sharing].filter((t) => t !== '').join('; '),
    );
  }
  if (established) {
    return criterion('met', ['established together', sharing].filter((t) => t !== '').join('; '));
  }
  if (shared.length >= knowledge.thresholds.overlappingAxes) return criterion('not-met', sharing);
  const silent = drugs.filter((d) => !toxicities.some((t) => t.axes.length > 0 && t.of.has(d)));
  if (silent.length > 0) {
    return criterion(
      'cannot-be-told',
      [`no entry for ${drugNames(silent, knowledge)}`, sharing].filter((t) => t !== '').join('; '),
    );
  }
  return criterion(
    'met',
    sharing === ''
      ? 'no organ is shared'
      : `${sharing}; fewer than ${String(knowledge.thresholds.overlappingAxes)} organs`,
  );
}

/** Organs that more than one of the drugs harms by itself. */
function sharedAxes(
  drugs: readonly DrugId[],
  toxicities: readonly CompiledToxicity[],
): readonly string[] {
  const harmedBy = new Map<string, Set<DrugId>>();
  for (const { when, of, axes } of toxicities) {
    if (when !== 'alone') continue;
    for (const drug of drugs.filter((d) => of.has(d))) {
      for (const axis of axes) harmedBy.set(axis, (harmedBy.get(axis) ?? new Set()).add(drug));
    }
  }
  return [...harmedBy]
    .filter(([, causing]) => causing.size > 1)
    .map(([axis]) => axis)
    .sort(compareText);
}
