import type { Criterion } from '../domain/conclusion.ts';
import type { ClinicalDate } from '../domain/date.ts';
import { compareText } from '../domain/ordering.ts';
import type { ClinicalFinding, PatientCase } from '../domain/patientCase.ts';
import { uncapitalised } from '../domain/sentence.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { CompiledToxicity, KnowledgeBase } from '../rulebase/knowledge.ts';
import type { ConditionOfPatient, GateEntry } from '../rulebase/ruleFiles.ts';
import { drugNames } from './drugNames.ts';
import { isTooOld } from './isTooOld.ts';

interface ConditionsInput {
  readonly patientCase: PatientCase;
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

interface ConditionAsked {
  readonly condition: ConditionOfPatient;
  readonly causing: ReadonlySet<DrugId>;
}

/**
 * What the labels say of the patient's other conditions, each once, by the gravest of them. Only a
 * condition for which a label stops or excludes the drug holds it back; what is to be controlled or
 * watched is said, since a record of hypertension does not tell whether it is controlled.
 */
export function conditionsOfPatient(
  drugs: readonly DrugId[],
  toxicities: readonly CompiledToxicity[],
  input: ConditionsInput,
): readonly Criterion[] {
  const asked = new Map<string, ConditionAsked>();
  for (const toxicity of toxicities) {
    const causing = drugs.filter((drug) => toxicity.of.has(drug));
    if (causing.length === 0) continue;
    for (const condition of toxicity.conditions) {
      const before = asked.get(condition.gate);
      const rank = before === undefined ? -1 : FORCES.indexOf(before.condition.force);
      const now = FORCES.indexOf(condition.force);
      if (now > rank) asked.set(condition.gate, { condition, causing: new Set(causing) });
      else if (now === rank) {
        const both = new Set([...(before?.causing ?? []), ...causing]);
        asked.set(condition.gate, { condition: before?.condition ?? condition, causing: both });
      }
    }
  }
  return [...asked.values()].flatMap((one) => conditionCriterion(one, input));
}

/** From the least to the gravest. */
const FORCES: readonly ConditionOfPatient['force'][] = [
  'monitor',
  'control-first',
  'contraindicated',
];

function conditionCriterion(
  { condition, causing }: ConditionAsked,
  { patientCase, asOf, knowledge }: ConditionsInput,
): readonly Criterion[] {
  const gate = knowledge.gates.get(condition.gate);
  if (gate === undefined) return [];
  const { force, alsoWhenOver = false, ask } = condition;
  const drugs = drugNames([...causing], knowledge);
  const found = recordedNow(condition.gate, gate, patientCase, asOf);
  const worst = GRAVITY.flatMap((status) => found.filter((f) => f.status === status))[0];
  const question =
    force === 'contraindicated'
      ? `No ${uncapitalised(gate.name)} before ${drugs}`
      : force === 'control-first'
        ? `${gate.name} under control before ${drugs}`
        : `${gate.name} watched under ${drugs}`;
  if (worst === undefined) {
    // What would hold the drug back is answered also when nothing is recorded.
    return force === 'contraindicated'
      ? [{ question, verdict: 'met', answer: 'none recorded', resources: [] }]
      : [];
  }
  const holdsBack =
    force === 'contraindicated' &&
    (worst.status === 'present' || (worst.status === 'over' && alsoWhenOver));
  return [
    {
      question,
      verdict: holdsBack ? 'not-met' : 'cannot-be-told',
      answer: `${STATUS_WORDS[worst.status]}${dated(worst)}; the label: ${ask}`,
      resources: found.map((f) => f.resource),
    },
  ];
}

const GRAVITY: readonly ClinicalFinding['status'][] = ['present', 'unconfirmed', 'over'];

const STATUS_WORDS: Readonly<Record<ClinicalFinding['status'], string>> = {
  present: 'recorded',
  unconfirmed: 'recorded, not confirmed,',
  over: 'recorded as over,',
  absent: 'not there',
};

/** What is not too old for today, and not overtaken by a later answer that it is not there. */
export function recordedNow(
  id: string,
  gate: GateEntry,
  { findings }: PatientCase,
  asOf: ClinicalDate,
): readonly ClinicalFinding[] {
  const ofGate = findings.filter((f) => f.gate === id && !isTooOld(f, gate, asOf));
  const denied = ofGate
    .flatMap((f) => (f.status === 'absent' && f.on !== null ? [f.on] : []))
    .sort(compareText)
    .at(-1);
  return ofGate
    .filter((f) => f.status !== 'absent')
    .filter((f) => denied === undefined || (f.on !== null && f.on > denied))
    .sort((a, b) => compareText(b.on ?? '', a.on ?? ''));
}

function dated({ on }: ClinicalFinding): string {
  return on === null ? ', undated' : ` on ${on}`;
}
