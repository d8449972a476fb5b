import { alterationKey, geneOf, type Alteration } from '../../src/domain/alteration.ts';
import type { Conclusion } from '../../src/domain/conclusion.ts';
import type { EvidenceLevel } from '../../src/domain/evidence.ts';
import type { DrugId } from '../../src/domain/therapy.ts';
import { sensitivity } from '../../src/engine/mechanisms.ts';
import { overcoming } from '../../src/engine/overcoming.ts';
import { therapyLines } from '../../src/engine/therapyLines.ts';
import { alterationTracks } from '../../src/engine/tracks.ts';
import { tumourRecord } from '../../src/engine/tumourRecord.ts';
import { tumourState, type TumourState } from '../../src/engine/tumourState.ts';
import { reason } from '../../src/evaluate.ts';
import { patientOf } from '../../src/evaluateRuleCase.ts';
import {
  alterationPattern,
  geneOfPattern,
  matchesPattern,
  type AlterationPattern,
} from '../../src/rulebase/alterationPattern.ts';
import { strongest } from '../../src/rulebase/compileKnowledge.ts';
import type { CompiledOption, KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { patternRelations } from '../../src/rulebase/patternRelations.ts';
import type { RuleBaseFiles, RuleCase, RuleFile } from '../../src/rulebase/ruleFiles.ts';

/** A rule base to ask, compiled, with its files: they tell which circumstances its rules ask for. */
export interface AskedBase {
  readonly files: RuleBaseFiles;
  readonly knowledge: KnowledgeBase;
}

export interface Question {
  readonly disease: string;
  /** Rule patterns of what is in the tumour. */
  readonly alterations: readonly string[];
  /** Ordered together. */
  readonly drugs: readonly DrugId[];
}

/** One thing that the rule base says to a question. */
export interface Said {
  /** `falls short`: the order is not futile, and still not enough by itself. */
  readonly call: 'resistant' | 'sensitive' | 'intermediate' | 'falls short';
  readonly rule: string;
  readonly level: EvidenceLevel | null;
  /** What else had to be so; `null` when nothing had. */
  readonly when: string | null;
  /** Ids of the sources behind it. */
  readonly sources: readonly string[];
}

const AS_OF = '2026-11-23';

/**
 * Asks about a patient who has the disease and the alterations and nothing else, and for whom the
 * drugs are ordered; then again in each circumstance that a rule about these alterations asks for:
 * another alteration beside them, an earlier treatment.
 */
export function whatWeSay(question: Question, base: AskedBase): readonly Said[] {
  return circumstancesOf(question, base).flatMap((circumstance) =>
    saidTo(question, circumstance, base.knowledge),
  );
}

interface Circumstance {
  readonly beside: readonly string[];
  readonly prior: readonly (readonly DrugId[])[];
  readonly phases: NonNullable<RuleCase['phases']>;
}

const NOTHING_ELSE: Circumstance = { beside: [], prior: [], phases: [] };

function saidTo(
  question: Question,
  circumstance: Circumstance,
  knowledge: KnowledgeBase,
): readonly Said[] {
  const { disease, alterations, drugs } = question;
  const { beside, prior, phases } = circumstance;
  const tumour = [...alterations, ...beside];
  const patientCase = patientOf(
    { reason: '', disease, tumour, prior, ordered: drugs, phases },
    AS_OF,
    knowledge,
  );
  const orders = drugs.map((drug) => ({
    resource: `MedicationRequest/${drug}`,
    drugs: [drug],
    name: drug,
    selected: true,
  }));
  const asked = patientCase.readings
    .slice(0, alterations.length)
    .flatMap(({ of }) => (of.kind === 'any' ? [] : [of]));
  const lines = therapyLines(patientCase, knowledge);
  const record = tumourRecord(patientCase, knowledge);
  const tracks = alterationTracks(record, knowledge);
  const state = tumourState(record, tracks, lines, AS_OF, knowledge);
  const { evaluation } = reason({ patientCase, orders, asOf: AS_OF, knowledge, unavailable: [] });
  const scene: Scene = { question, asked, state, when: wordsFor(circumstance), knowledge };

  const within = optionsFor(scene).filter(
    ({ option, overcomes }) => overcomes && option.drugs.every((drug) => drugs.includes(drug)),
  );
  if (within.length > 0) return within.map(({ said }) => said);
  const against = resistances(scene, evaluation.conclusions);
  const defeated = new Set(
    against.flatMap(({ drug, said }) => (said.call === 'resistant' ? [drug] : [])),
  );
  const living = drugs.filter((drug) => !defeated.has(drug));
  const words = against.map(({ said }) => said);
  // Of a combination one partner may fail and the other live.
  if (defeated.size > 0) {
    return living.length === 0
      ? words
      : words.map((one) => (one.call === 'resistant' ? { ...one, call: 'intermediate' } : one));
  }
  return [...words, ...favourable(scene), ...optionsFor(scene).map(({ said }) => said)];
}

/** A question put in one circumstance, with the tumour as the engine sees it. */
interface Scene {
  readonly question: Question;
  readonly asked: readonly Alteration[];
  readonly state: TumourState;
  readonly when: string | null;
  readonly knowledge: KnowledgeBase;
}

/** What speaks against the drugs because of the alterations that were asked about. */
function resistances(
  { question: { drugs }, asked, when, knowledge }: Scene,
  conclusions: readonly Conclusion[],
): readonly { readonly drug: DrugId; readonly said: Said }[] {
  const against = (drug: DrugId, said: Said): { drug: DrugId; said: Said } => ({ drug, said });
  const keys = new Set(asked.map(alterationKey));
  return conclusions.flatMap((conclusion) => {
    if (conclusion.kind === 'resistance-mechanism' && keys.has(conclusion.id)) {
      return conclusion.against
        .filter(({ drug }) => drugs.includes(drug))
        .map(({ drug, level, rule, open, evidence }) => {
          const call = open === null ? 'resistant' : 'intermediate';
          const sources = evidence.map(({ source }) => source);
          return against(drug, { call, rule: rule.rule, level, when, sources });
        });
    }
    if (conclusion.kind !== 'order-review') return [];
    const { verdict, drug, level, because } = conclusion;
    if (verdict !== 'harmful' && verdict !== 'incomplete') return [];
    return knowledge.orderRules
      .filter(({ rule, present }) => {
        const isMeant = asked.some((a) => present.some(matches(a, knowledge)));
        return isMeant && because.rules.some((ref) => ref.rule === rule.rule);
      })
      .map(({ rule, evidence }) => {
        const call = verdict === 'harmful' ? 'resistant' : 'falls short';
        const sources = evidence.map(({ source }) => source);
        return against(drug, { call, rule: rule.rule, level, when, sources });
      });
  });
}

/**
 * What the tables and labels say for the drugs. Of several alterations each must be answered: that a
 * drug acts on the driver says nothing of what stands beside it.
 */
function favourable(scene: Scene): readonly Said[] {
  const byAlteration = scene.asked.map((alteration) =>
    scene.question.drugs.flatMap((drug) => [
      ...fromTable(drug, alteration, scene),
      ...fromLabel(drug, alteration, scene),
    ]),
  );
  return byAlteration.every((said) => said.length > 0) ? byAlteration.flat() : [];
}

function fromTable(
  drug: DrugId,
  alteration: Alteration,
  { state, when, knowledge }: Scene,
): readonly Said[] {
  const answer = sensitivity(drug, alteration, state, knowledge);
  if (answer?.open !== null || answer.cell.call === 'R') return [];
  const { call, level, evidence } = answer.cell;
  return [
    {
      call: call === 'S' ? 'sensitive' : 'intermediate',
      rule: 'sensitivity table',
      level,
      when,
      sources: evidence.map(({ source }) => source),
    },
  ];
}

function fromLabel(
  drug: DrugId,
  alteration: Alteration,
  { question: { disease }, when, knowledge }: Scene,
): readonly Said[] {
  const { drugs, diseaseAncestors } = knowledge.terminology;
  return (drugs.get(drug)?.indications ?? []).flatMap((indication): readonly Said[] => {
    const { disease: of } = indication;
    if (of === undefined || diseaseAncestors.get(disease)?.has(of) !== true) return [];
    const patterns = (indication.alterations ?? []).flatMap(
      (text) => alterationPattern(text) ?? [],
    );
    const isMeant =
      patterns.some(matches(alteration, knowledge)) ||
      (patterns.length === 0 && isWhatTheDiseaseLivesOn(drug, alteration, disease, knowledge));
    const { label } = indication;
    return isMeant ? [{ call: 'sensitive', rule: label, level: 'A', when, sources: [label] }] : [];
  });
}

/** A drug for a disease as such acts on the alteration that makes the disease, when that is its target. */
function isWhatTheDiseaseLivesOn(
  drug: DrugId,
  alteration: Alteration,
  disease: string,
  knowledge: KnowledgeBase,
): boolean {
  const { drugs, diseaseAncestors } = knowledge.terminology;
  const gene = geneOf(alteration);
  if (gene === null || drugs.get(drug)?.targets?.includes(gene) !== true) return false;
  return [...(diseaseAncestors.get(disease) ?? [])].some(
    (id) => knowledge.truncal.get(id)?.some(matches(alteration, knowledge)) === true,
  );
}

/** Options that are for the alterations and hold all drugs asked about, or are part of the regimen. */
function optionsFor({ question, asked, state, when, knowledge }: Scene): readonly {
  readonly option: CompiledOption;
  readonly overcomes: boolean;
  readonly said: Said;
}[] {
  const { disease, drugs } = question;
  return knowledge.options.flatMap((option) => {
    if (!option.diseases.has(disease) || option.evidence.length === 0) return [];
    const holdsAll = drugs.every((drug) => option.drugs.includes(drug));
    if (!holdsAll && !option.drugs.every((drug) => drugs.includes(drug))) return [];
    if (state.now.some((a) => option.absent.some(matches(a, knowledge)))) return [];
    const overcomes = asked.every((a) => overcoming(option, a, state, knowledge)?.open === null);
    const isMeant = asked.every(
      (a) =>
        option.present.some(matches(a, knowledge)) ||
        overcoming(option, a, state, knowledge)?.open === null ||
        (option.present.length === 0 &&
          drugs.some((drug) => isWhatTheDiseaseLivesOn(drug, a, disease, knowledge))),
    );
    if (!isMeant) return [];
    const partners = option.drugs.filter((drug) => !drugs.includes(drug));
    const circumstance = [...(when === null ? [] : [when]), ...partners.map((d) => `with ${d}`)];
    const said: Said = {
      call: 'sensitive',
      rule: option.rule.rule,
      level: strongest(option.evidence),
      when: circumstance.length === 0 ? null : circumstance.join(', '),
      sources: option.evidence.map(({ source }) => source),
    };
    return [{ option, overcomes, said }];
  });
}

function matches(
  alteration: Alteration,
  { patternContext }: KnowledgeBase,
): (pattern: AlterationPattern) => boolean {
  return (pattern) => matchesPattern(pattern, alteration, patternContext);
}

function wordsFor({ beside, prior, phases }: Circumstance): string | null {
  const words = [
    ...beside.map((text) => `beside ${text}`),
    ...phases.map(({ phase }) => `in ${phase}`),
    ...prior.map((drugs) => `after ${drugs.join(', ')}`),
  ];
  return words.length === 0 ? null : words.join(', ');
}

/** Nothing else, and whatever rules about genes of the question ask for. */
function circumstancesOf(
  { disease, alterations, drugs }: Question,
  { files, knowledge }: AskedBase,
): readonly Circumstance[] {
  const above = knowledge.terminology.diseaseAncestors.get(disease);
  const { overlap } = patternRelations(knowledge.terminology, knowledge.patternContext);
  const asked = alterations.flatMap((text) => alterationPattern(text) ?? []);
  const isAbout = (texts: readonly string[]): boolean =>
    texts.some((text) => {
      const pattern = alterationPattern(text);
      return pattern !== null && asked.some((one) => overlap(pattern, one));
    });
  const found = new Map<string, Circumstance>([['', NOTHING_ELSE]]);
  for (const rule of files.packs.flatMap(({ rules }) => rules)) {
    if (rule.kind === 'thresholds' || !rule.diseases.some((of) => above?.has(of) === true))
      continue;
    for (const circumstance of circumstancesIn(rule, isAbout, drugs, knowledge)) {
      const beside = circumstance.beside.filter((text) => !alterations.includes(text));
      found.set(JSON.stringify([beside, circumstance.prior, circumstance.phases]), {
        ...circumstance,
        beside,
      });
    }
  }
  return [...found.values()];
}

function circumstancesIn(
  rule: RuleFile,
  isAbout: (texts: readonly string[]) => boolean,
  drugs: readonly DrugId[],
  { mechanisms, terminology }: KnowledgeBase,
): readonly Circumstance[] {
  const names = new Set(
    drugs.flatMap((drug) => [
      drug,
      ...(terminology.classAncestors.get(terminology.drugs.get(drug)?.class ?? '') ?? []),
    ]),
  );
  const isAgainst = (named: readonly string[]): boolean => named.some((name) => names.has(name));
  const eachBeside = (
    background: readonly string[] = [],
    prior: Circumstance['prior'] = [],
  ): readonly Circumstance[] =>
    background.length === 0
      ? [{ beside: [], prior, phases: [] }]
      : background.map((text) => ({ beside: [text], prior, phases: [] }));
  switch (rule.kind) {
    case 'mechanism': {
      if (!isAbout(rule.alterations) || !isAgainst(rule.resistantTo)) return [];
      const [prior] =
        mechanisms
          .get(geneNamedIn(rule.alterations[0] ?? ''))
          ?.find((compiled) => compiled.rule.rule === rule.id)?.prior ?? [];
      return eachBeside(rule.background, prior === undefined ? [] : [[prior]]);
    }
    case 'sensitivity':
      return rule.rows.flatMap(({ alteration, background, phase, calls }) =>
        !isAbout([alteration]) || !isAgainst(Object.keys(calls))
          ? []
          : eachBeside(background).map((one) => ({
              ...one,
              phases:
                phase === undefined
                  ? []
                  : one.beside.map((text) => ({ of: alteration, with: text, phase })),
            })),
      );
    case 'option':
      return (rule.overcomes ?? []).flatMap(({ alterations, background }) =>
        isAbout(alterations) && isAgainst(rule.drugs) ? eachBeside(background) : [],
      );
    case 'order':
    case 'rechallenge':
    case 'thresholds':
      return [];
    default:
      return rule satisfies never;
  }
}

function geneNamedIn(text: string): string | null {
  const pattern = alterationPattern(text);
  return pattern === null ? null : geneOfPattern(pattern);
}
