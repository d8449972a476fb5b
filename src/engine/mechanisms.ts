import { alterationKey, geneOf, type Alteration } from '../domain/alteration.ts';
import type {
  MechanismClass,
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
import type { CompiledCell, CompiledRow, KnowledgeBase } from '../rulebase/knowledge.ts';
import { standing } from './standing.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** The alterations a rule's context may refer to. */
export interface TumourState {
  readonly diseases: ReadonlySet<string>;
  /** Everything ever detected in the tumour: drivers count although a sample misses them. */
  readonly ever: readonly Alteration[];
  /** What is in the tumour now, or may be. */
  readonly now: readonly Alteration[];
}

/** What the tumour carries, from its tracks. */
export function tumourState(
  record: TumourRecord,
  tracks: readonly AlterationTrack[],
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): TumourState {
  const maxAge = knowledge.thresholds.standingMaxAgeDays;
  return {
    diseases: record.diseases,
    ever: tracks.map((t) => t.alteration),
    now: tracks.filter((t) => standing(t, asOf, maxAge) !== 'cleared').map((t) => t.alteration),
  };
}

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
    const grounds = groundsOf(track.alteration, state, knowledge);
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
        timing: timing(track, classesOf(against, knowledge), lines, knowledge),
        standing: standing(track, asOf, knowledge.thresholds.standingMaxAgeDays),
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
            ...new Set(
              track.points.filter((p) => p.state === 'detected').flatMap((p) => p.resources),
            ),
          ],
        },
      },
    ];
  });
}

/** One rule or table row that speaks against drugs. */
interface Ground {
  readonly mechanismClass: MechanismClass;
  readonly entersAt: readonly PathwayEntry[];
  readonly against: readonly Resistance[];
}

function groundsOf(
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): readonly Ground[] {
  const gene = geneOf(alteration);
  const grounds: Ground[] = [];
  for (const row of cellRows(alteration, state, knowledge)) {
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
            },
          ]
        : [],
    );
    if (against.length > 0) {
      grounds.push({ mechanismClass: 'on-target', entersAt: row.entersAt, against });
    }
  }
  for (const rule of knowledge.mechanisms.get(gene) ?? []) {
    if (!applies(rule, rule.alterations, alteration, state, knowledge)) continue;
    const level = strongest(rule.evidence);
    if (level === null) continue;
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
      })),
    });
  }
  return grounds;
}

/** Rows of the sensitivity tables that hold for an alteration in this tumour. */
function cellRows(
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): readonly CompiledRow[] {
  const gene = geneOf(alteration);
  if (gene === null) return [];
  return (knowledge.sensitivities.get(gene) ?? []).filter((row) =>
    applies(row, [row.alteration], alteration, state, knowledge),
  );
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
): CompiledCell | null {
  const cells = cellRows(alteration, state, knowledge).flatMap((row) => row.calls.get(drug) ?? []);
  const CAUTIOUS_FIRST = ['R', 'I', 'S'] as const;
  for (const call of CAUTIOUS_FIRST) {
    const cell = cells.find((c) => c.call === call);
    if (cell !== undefined) return cell;
  }
  return null;
}

interface Context {
  readonly diseases: ReadonlySet<string>;
  readonly background: readonly AlterationPattern[];
  readonly unless: readonly AlterationPattern[];
}

function applies(
  { diseases, background, unless }: Context,
  patterns: readonly AlterationPattern[],
  alteration: Alteration,
  state: TumourState,
  { patternContext }: KnowledgeBase,
): boolean {
  const isPresent = (among: readonly Alteration[]) => (pattern: AlterationPattern) =>
    among.some((a) => matchesPattern(pattern, a, patternContext));
  return (
    [...state.diseases].some((d) => diseases.has(d)) &&
    patterns.some((p) => matchesPattern(p, alteration, patternContext)) &&
    (background.length === 0 || background.some(isPresent(state.ever))) &&
    !unless.some(isPresent(state.now))
  );
}

/** Per drug the strongest ground. */
function resistances(grounds: readonly Ground[]): readonly Resistance[] {
  const byDrug = new Map<DrugId, Resistance>();
  for (const { against } of grounds) {
    for (const resistance of against) {
      const other = byDrug.get(resistance.drug);
      if (other === undefined || resistance.level < other.level) {
        byDrug.set(resistance.drug, resistance);
      }
    }
  }
  return [...byDrug.values()].sort((a, b) => compareText(a.drug, b.drug));
}

/** A sister drug selects for the same alteration, so timing looks at the class. */
function classesOf(
  against: readonly Resistance[],
  { terminology }: KnowledgeBase,
): ReadonlySet<string> {
  return new Set(against.map(({ drug }) => terminology.drugs.get(drug)?.class ?? drug));
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
    return resistance !== undefined && standings.includes(mechanism.standing)
      ? [{ mechanism, resistance }]
      : [];
  });
}

/** Evidence of several grounds without repetition. */
export function uniqueEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  return uniqueBy(evidence, (e) => e.source);
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
