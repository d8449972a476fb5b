import { alterationKey, geneOf, type Alteration } from '../domain/alteration.ts';
import type {
  MechanismClass,
  OpenQuestion,
  PathwayEntry,
  Resistance,
  ResistanceMechanism,
  Standing,
} from '../domain/conclusion.ts';
import type { ClinicalDate } from '../domain/date.ts';
import { compareText } from '../domain/ordering.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack } from '../domain/track.ts';
import { matchesPattern, type AlterationPattern } from '../rulebase/alterationPattern.ts';
import { strongest } from '../rulebase/compileKnowledge.ts';
import type {
  CompiledCell,
  CompiledMechanism,
  CompiledRow,
  KnowledgeBase,
} from '../rulebase/knowledge.ts';
import { bothCopiesLost, germlineHit, losesACopy } from './biallelicLoss.ts';
import {
  hasCompanions,
  phaseResources,
  standsInSpiteOf,
  type Companions,
  type Exceptions,
} from './phase.ts';
import { standing } from './standing.ts';
import type { TumourState } from './tumourState.ts';

/**
 * Which alterations of this tumour make which drugs fail? From the sensitivity tables (the drug's
 * own target has changed) and the mechanism rules (everything else), one mechanism per alteration.
 */
export function resistanceMechanisms(
  tracks: readonly AlterationTrack[],
  state: TumourState,
  lines: readonly TherapyLine[],
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): readonly ResistanceMechanism[] {
  return tracks.flatMap((track): ResistanceMechanism[] => {
    const grounds = groundsOf(track, state, lines, knowledge);
    const against = resistances(grounds);
    const first = grounds[0];
    if (first === undefined || against.length === 0) return [];
    return [
      {
        kind: 'resistance-mechanism',
        id: alterationKey(track.alteration),
        alteration: track.alteration,
        against,
        mechanismClass: first.mechanismClass,
        timing: timing(
          track,
          classesOf(
            against.map(({ drug }) => drug),
            knowledge,
          ),
          lines,
          knowledge,
        ),
        standing: settledStanding(track, against, asOf, knowledge),
        entersAt: first.entersAt,
        track,
        because: {
          rules: uniqueBy(
            against.map((r) => r.rule),
            (r) => r.rule,
          ),
          evidence: uniqueBy(
            against.flatMap((r) => r.evidence),
            (e) => e.source,
          ),
          resources: [
            ...new Set([
              ...track.points.filter((p) => p.state === 'detected').flatMap((p) => p.resources),
              ...phaseResources(track.alteration, state),
            ]),
          ],
        },
      },
    ];
  });
}

/** Where each ground still has an open question, what is seen now does not yet count as resistance. */
function settledStanding(
  track: AlterationTrack,
  against: readonly Resistance[],
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): Standing {
  const seen = standing(track, asOf, knowledge.thresholds.standingMaxAgeDays);
  return seen === 'current' && against.every((r) => r.open !== null) ? 'cannot-be-told' : seen;
}

/** One rule or table row that speaks against drugs. */
interface Ground {
  readonly mechanismClass: MechanismClass;
  readonly entersAt: readonly PathwayEntry[];
  readonly against: readonly Resistance[];
}

function groundsOf(
  track: AlterationTrack,
  state: TumourState,
  lines: readonly TherapyLine[],
  knowledge: KnowledgeBase,
): readonly Ground[] {
  const { alteration } = track;
  const gene = geneOf(alteration);
  const grounds: Ground[] = [];
  for (const { row, open } of cellRows(alteration, state, knowledge)) {
    const against = [...row.calls].flatMap(([drug, cell]): Resistance[] =>
      cell.call === 'R'
        ? [
            {
              drug,
              level: cell.level,
              title: row.title,
              statement: cell.statement,
              evidence: cell.evidence,
              rule: row.rule,
              open,
            },
          ]
        : [],
    );
    if (against.length > 0) {
      grounds.push({ mechanismClass: 'on-target', entersAt: row.entersAt, against });
    }
  }
  for (const rule of knowledge.mechanisms.get(gene) ?? []) {
    if (!concerns(state.diseases, rule)) continue;
    // Loss of the copy that a germline change had left is the hit itself.
    const first =
      rule.biallelic && losesACopy(alteration)
        ? germlineHit(alteration, rule.alterations, state, knowledge.patternContext)
        : undefined;
    const spokenOf = first ?? alteration;
    if (!matchesOne(rule.alterations, spokenOf, knowledge)) continue;
    const { background, unless } = rule;
    const context = { background, unless, phase: null, unlessPhase: null };
    const applies = holdsBeside(context, spokenOf, state, knowledge);
    const level = strongest(rule.evidence);
    if (level === null || applies === false) continue;
    if (!wasGiven(rule.prior, lines) || !cameThen(track, rule, lines, knowledge)) continue;
    const lost = rule.biallelic
      ? bothCopiesLost(alteration, rule.alterations, state, knowledge)
      : true;
    const open = lost === true ? null : lost;
    const { title, statement, evidence } = rule;
    grounds.push({
      mechanismClass: rule.mechanismClass,
      entersAt: rule.entersAt,
      against: [...rule.resistantTo].map((drug) => ({
        drug,
        level,
        title,
        statement,
        evidence,
        rule: rule.rule,
        open,
      })),
    });
  }
  return grounds;
}

/** A table row that holds for an alteration, or would once its question is answered. */
interface HeldRow {
  readonly row: CompiledRow;
  readonly open: OpenQuestion | null;
}

/** Rows of the sensitivity tables that hold for an alteration in this tumour, or may; of one drug when it is named. */
function cellRows(
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
  drug: DrugId | null = null,
): readonly HeldRow[] {
  const gene = geneOf(alteration);
  if (gene === null) return [];
  return (knowledge.sensitivities.get(gene) ?? []).flatMap((row): HeldRow[] => {
    if (drug !== null && !row.calls.has(drug)) return [];
    if (!matchesPattern(row.alteration, alteration, knowledge.patternContext)) return [];
    if (!concerns(state.diseases, row)) return [];
    const held = holdsBeside(row, alteration, state, knowledge);
    return held === false ? [] : [{ row, open: held === true ? null : held }];
  });
}

/** What the tables say of a drug, with what must be known before it counts. */
export interface TableAnswer {
  readonly cell: CompiledCell;
  readonly open: OpenQuestion | null;
}

/**
 * What the tables say of one drug against one alteration in this tumour. Where rows disagree,
 * resistance prevails over intermediate, and that over sensitive: the cautious reading.
 */
export function sensitivity(
  drug: DrugId,
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): TableAnswer | null {
  const rows = cellRows(alteration, state, knowledge, drug);
  const answers = rows.flatMap(({ row, open }): TableAnswer[] => {
    const cell = row.calls.get(drug);
    return cell === undefined ? [] : [{ cell, open }];
  });
  const CAUTIOUS_FIRST = ['R', 'I', 'S'] as const;
  for (const call of CAUTIOUS_FIRST) {
    const said = answers.filter(({ cell }) => cell.call === call);
    const answer = said.find(({ open }) => open === null) ?? said[0];
    if (answer !== undefined) return answer;
  }
  return null;
}

/** Whether a rule holds for one of the patient's diseases. */
function concerns(
  diseases: ReadonlySet<string>,
  { diseases: ofRule }: { readonly diseases: ReadonlySet<string> },
): boolean {
  for (const disease of diseases) if (ofRule.has(disease)) return true;
  return false;
}

function matchesOne(
  patterns: readonly AlterationPattern[],
  alteration: Alteration,
  { patternContext }: KnowledgeBase,
): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, alteration, patternContext));
}

/** Does a rule that speaks of the alteration hold beside what else is in this tumour? An unknown phase stays a question. */
function holdsBeside(
  context: Companions & Exceptions,
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean | OpenQuestion {
  const stands = standsInSpiteOf(alteration, context, state, knowledge);
  const beside = hasCompanions(alteration, context, state, knowledge);
  if (stands === false || beside === false) return false;
  return stands === true ? beside : stands;
}

/** Per drug the strongest ground; one with an open question gives way to one without. */
function resistances(grounds: readonly Ground[]): readonly Resistance[] {
  const byDrug = new Map<DrugId, Resistance>();
  for (const { against } of grounds) {
    for (const resistance of against) {
      const other = byDrug.get(resistance.drug);
      if (other === undefined || isStronger(resistance, other)) {
        byDrug.set(resistance.drug, resistance);
      }
    }
  }
  return [...byDrug.values()].sort((a, b) => compareText(a.drug, b.drug));
}

function isStronger(a: Resistance, b: Resistance): boolean {
  if ((a.open === null) !== (b.open === null)) return a.open === null;
  return a.level < b.level;
}

function wasGiven(prior: ReadonlySet<DrugId> | null, lines: readonly TherapyLine[]): boolean {
  return prior === null || lines.some((line) => line.drugs.some((drug) => prior.has(drug)));
}

/** Whether the alteration came when the rule asks for it, as far as the record tells. */
function cameThen(
  track: AlterationTrack,
  rule: CompiledMechanism,
  lines: readonly TherapyLine[],
  knowledge: KnowledgeBase,
): boolean {
  if (rule.timing === null) return true;
  const classes = classesOf([...(rule.prior ?? rule.resistantTo)], knowledge);
  const came = timing(track, classes, lines, knowledge);
  return came === 'unknown' || came === rule.timing;
}

/** A sister drug selects for the same alteration, so timing looks at the class. */
function classesOf(drugs: readonly DrugId[], { terminology }: KnowledgeBase): ReadonlySet<string> {
  return new Set(drugs.map((drug) => terminology.drugs.get(drug)?.class ?? drug));
}

/**
 * Was it there before the drugs it defeats, or did it come under them? Without an earlier sample
 * that could have shown it, a finding made under therapy tells neither.
 */
function timing(
  track: AlterationTrack,
  classes: ReadonlySet<string>,
  lines: readonly TherapyLine[],
  { terminology }: KnowledgeBase,
): ResistanceMechanism['timing'] {
  const exposed = lines.find((line) =>
    line.drugs.some((drug) => classes.has(terminology.drugs.get(drug)?.class ?? drug)),
  );
  if (exposed === undefined) return 'upfront';
  const start = exposed.start;
  const first = track.points.find((p) => p.state === 'detected' && p.on !== null);
  if (start === null || first?.on === undefined || first.on === null) return 'unknown';
  if (first.on <= start) return 'upfront';
  const seenOn = first.on;
  const absentBefore = track.points.some(
    (p) => p.state === 'not-detected' && p.on !== null && p.on < seenOn,
  );
  return absentBefore ? 'acquired' : 'unknown';
}

/** Mechanisms that stand against a drug now, or may. */
export function standingAgainst(
  drug: DrugId,
  mechanisms: readonly ResistanceMechanism[],
  standings: readonly Standing[],
): readonly { readonly mechanism: ResistanceMechanism; readonly resistance: Resistance }[] {
  return mechanisms.flatMap((mechanism) => {
    const resistance = mechanism.against.find((r) => r.drug === drug);
    return resistance !== undefined && standings.includes(standingFor(mechanism, resistance))
      ? [{ mechanism, resistance }]
      : [];
  });
}

/** Whether the mechanism stands against one drug: what is still a question for this drug cannot be told. */
export function standingFor(
  { standing: overall }: ResistanceMechanism,
  { open }: Resistance,
): Standing {
  return overall === 'current' && open !== null ? 'cannot-be-told' : overall;
}

/** Evidence of several grounds without repetition. */
export function uniqueEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  return uniqueBy(evidence, (e) => e.source);
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
