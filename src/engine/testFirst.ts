import type {
  Criterion,
  DataGap,
  Heterogeneity,
  OpenQuestion,
  ResistanceMechanism,
  Strategy,
  TestQuestion,
} from '../domain/conclusion.ts';
import { alterationName, type Alteration } from '../domain/alteration.ts';
import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { Evidence, RuleRef } from '../domain/evidence.ts';
import type { ClinicalFinding } from '../domain/patientCase.ts';
import type { Sample } from '../domain/sample.ts';
import { listed } from '../domain/sentence.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack } from '../domain/track.ts';
import { matchesPattern, type AlterationPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import type { TestEntry } from '../rulebase/ruleFiles.ts';
import { knowsResistanceTo } from './dataGaps.ts';
import { latestSample, wasLookedAtSince } from './latestSample.ts';
import { overcoming } from './overcoming.ts';
import { hasResult, type TumourRecord } from './tumourRecord.ts';
import type { TumourState } from './tumourState.ts';

/** What the question of testing is asked with. */
export interface TestFirstInput {
  readonly inQuestion: readonly ResistanceMechanism[];
  readonly options: readonly Strategy[];
  readonly heterogeneity: readonly Heterogeneity[];
  readonly gaps: readonly DataGap[];
  readonly findings: readonly ClinicalFinding[];
  readonly state: TumourState;
  readonly tracks: readonly AlterationTrack[];
  readonly record: TumourRecord;
  readonly lines: readonly TherapyLine[];
  /** Drugs being ordered or last given. */
  readonly atIssue: readonly DrugId[];
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/** A question of this patient, with what raises it. */
interface Raised extends Omit<OpenQuestion, 'why'> {
  readonly because: string;
  readonly evidence?: readonly Evidence[];
  readonly rules: readonly RuleRef[];
  readonly resources: readonly ResourceRef[];
}

/** Which test or referral would change the decision? One strategy per question that this patient raises. */
export function testsFirst(input: TestFirstInput): readonly Strategy[] {
  const raised = [
    ...uninformativePlasma(input),
    ...suspectedHistology(input),
    ...openGrounds(input),
    ...lesionsDisagree(input),
    ...lesionNotSampled(input),
    ...unexplainedProgression(input),
    ...copiesInPlasma(input),
    ...referrals(input),
  ];
  const first = new Map<TestQuestion, Raised>();
  for (const question of raised) {
    if (!first.has(question.about)) first.set(question.about, question);
  }
  return [...first.values()].flatMap((question) => strategyFor(question, input) ?? []);
}

/** Plasma without tumour DNA says nothing; tissue does. */
function uninformativePlasma({ gaps }: TestFirstInput): readonly Raised[] {
  return gaps
    .filter((g) => g.gap === 'uninformative-plasma')
    .map((g) => ({
      about: 'uninformative-plasma',
      what: 'what the tumour carries now',
      because: g.message,
      rules: [],
      resources: g.because.resources,
    }));
}

/** Alterations that make one look for another tumour type, which only tissue can show. */
function suspectedHistology({
  state,
  tracks,
  atIssue,
  knowledge,
}: TestFirstInput): readonly Raised[] {
  const find = (patterns: readonly AlterationPattern[], among: TumourState['now']) =>
    among.find((a) => patterns.some((p) => matchesPattern(p, a, knowledge.patternContext)));
  return ruleIndex(knowledge)
    .suspectedBy(state.now)
    .flatMap((rule): Raised[] => {
      const sign = find(rule.suspectedBy, state.now);
      const concerns =
        [...state.diseases].some((d) => rule.diseases.has(d)) &&
        atIssue.some((drug) => rule.resistantTo.has(drug)) &&
        (rule.background.length === 0 || find(rule.background, state.ever) !== undefined);
      const alreadySeen = find(rule.alterations, state.ever) !== undefined;
      if (sign === undefined || !concerns || alreadySeen) return [];
      return [
        {
          about: 'histology',
          what: `whether it is there: ${rule.title}`,
          because: `${alterationName(sign)} makes it likely`,
          rules: [rule.rule],
          resources: detectedBy(sign, tracks),
        },
      ];
    });
}

function detectedBy(
  alteration: Alteration,
  tracks: readonly AlterationTrack[],
): readonly ResourceRef[] {
  return tracks
    .filter((track) => track.alteration === alteration)
    .flatMap(({ points }) => points.filter((p) => p.state === 'detected'))
    .flatMap(({ resources }) => resources);
}

/** Phase and second hits that decide whether a rule counts. */
function openGrounds({ inQuestion, options, state, knowledge }: TestFirstInput): readonly Raised[] {
  const offered = new Set(options.map((o) => o.id));
  return inQuestion.flatMap((mechanism) => {
    const { rules, resources } = mechanism.because;
    const asked: readonly (OpenQuestion | null)[] = [
      ...mechanism.against.map((r) => r.open),
      ...ruleIndex(knowledge)
        .optionsFor(state.diseases, state.now)
        .filter((o) => offered.has(o.rule.rule))
        .map((o) => overcoming(o, mechanism.alteration, state, knowledge)?.open ?? null),
    ];
    return asked.flatMap((open): Raised[] =>
      open === null
        ? []
        : [
            {
              about: open.about,
              what: open.what,
              because: `${open.why}, and the answer decides which drugs hold`,
              rules,
              resources,
            },
          ],
    );
  });
}

const DIFFER_BY_PLACE: ReadonlySet<Heterogeneity['pattern']> = new Set([
  'mixed-response',
  'target-in-some-lesions',
  'parallel-evolution',
  'plasma-tissue-discordance',
]);

/** Plasma sees all lesions at once; asked for unless recent plasma has answered. */
function lesionsDisagree({
  heterogeneity,
  record,
  asOf,
  knowledge,
}: TestFirstInput): readonly Raised[] {
  const plasma = latestSample(record, ({ id }) => record.ofWholeTumour.has(id));
  const answered =
    plasma !== null &&
    record.informative.get(plasma.id)?.verdict === 'yes' &&
    daysBetween(plasma.collectedOn, asOf) <= knowledge.thresholds.standingMaxAgeDays;
  if (answered) return [];
  return heterogeneity
    .filter(({ pattern }) => DIFFER_BY_PLACE.has(pattern))
    .map(({ statement, because }) => ({
      about: 'lesions-disagree',
      what: 'what the lesions that were not biopsied carry',
      because: statement,
      rules: because.rules,
      resources: because.resources,
    }));
}

/**
 * After progression, a lesion that is known to differ from the rest, while all that is known of the
 * tumour comes from elsewhere.
 */
function lesionNotSampled({
  findings,
  lines,
  record,
  knowledge,
}: TestFirstInput): readonly Raised[] {
  const line = lines.at(-1);
  if (line === undefined || line.progressedOn === null) return [];
  const samples = [...record.samples.values()].filter(({ id }) => hasResult(id, record));
  return knowledge.lesionsApart.flatMap(({ condition, name, sites, evidence }): Raised[] => {
    const recorded = findings.filter(({ gate }) => gate === condition);
    const [strongest] = evidence;
    if (recorded.length === 0 || samples.length === 0 || strongest === undefined) return [];
    const ofLesion = samples.filter((sample) => isFrom(sites, sample));
    const sinceLineBegan = ({ collectedOn }: Sample): boolean =>
      collectedOn === null || line.start === null || collectedOn > line.start;
    if (ofLesion.some(sinceLineBegan)) return [];
    const unplaced = samples.filter((s) => s.material === 'tissue' && s.site === null);
    const known =
      ofLesion.length > 0
        ? 'were last sampled before this line'
        : `are recorded, and what is known of the tumour comes from elsewhere`;
    const reserve =
      unplaced.length === 0
        ? ''
        : `; where the tissue of ${listed(unplaced.map((s) => s.collectedOn ?? 'an unknown day'))} was taken is not stated`;
    return [
      {
        about: 'lesion-not-sampled',
        what: `what the ${name} carry`,
        because: `they ${known}${reserve}. ${(strongest.shows ?? '').replace(/\.$/, '')} (${strongest.citation})`,
        evidence,
        rules: [],
        resources: [
          ...recorded.map(({ resource }) => resource),
          ...samples.flatMap(({ resources }) => resources),
        ],
      },
    ];
  });
}

function isFrom(sites: readonly string[], { site }: Sample): boolean {
  const words = ` ${(site ?? '').toLowerCase().replace(/[^\p{L}]+/gu, ' ')}`;
  return sites.some((beginning) => words.includes(` ${beginning}`));
}

/** Progression under a drug whose resistance is known, and nothing found: not every escape is a mutation, and a new biopsy may show it. */
function unexplainedProgression({
  inQuestion,
  lines,
  record,
  state,
  knowledge,
}: TestFirstInput): readonly Raised[] {
  const line = lines.at(-1);
  if (line === undefined || line.progressedOn === null || inQuestion.length > 0) return [];
  if (!line.drugs.some((drug) => knowsResistanceTo(drug, state, knowledge))) return [];
  const looked = wasLookedAtSince(line.start, record);
  return [
    {
      about: 'no-mechanism-found',
      what: 'why the disease progressed',
      because: looked
        ? 'no known mechanism was found in an informative sample of this line; resistance without a mutation or another histology is possible'
        : 'no informative sample was taken under this line',
      rules: [],
      resources: line.resources,
    },
  ];
}

/**
 * After progression, copies that only plasma showed: their number there depends on how much DNA the tumour
 * sheds, and whether the cells that grow carry them, and look as they did, tissue shows.
 */
function copiesInPlasma({ inQuestion, lines, record }: TestFirstInput): readonly Raised[] {
  const line = lines.at(-1);
  if (line === undefined || line.progressedOn === null) return [];
  const biopsied = [...record.samples.values()].some(
    (s) => s.material === 'tissue' && isSince(line, s) && hasResult(s.id, record),
  );
  const fromPlasma = inQuestion.filter(
    ({ alteration, track }) =>
      alteration.kind === 'copy-number' &&
      track.points.every((p) => p.state !== 'detected' || p.material === 'plasma'),
  );
  if (biopsied || fromPlasma.length === 0) return [];
  const names = listed(fromPlasma.map(({ alteration }) => alterationName(alteration)));
  return [
    {
      about: 'copies-in-plasma',
      what: `whether the cells that grow carry ${names}`,
      because: `copies were counted in plasma only, where their number depends on how much DNA the tumour sheds, and no tissue of this line tells`,
      rules: fromPlasma.flatMap((m) => m.because.rules),
      resources: [...new Set(fromPlasma.flatMap((m) => m.because.resources))],
    },
  ];
}

function isSince({ start }: TherapyLine, { collectedOn }: Sample): boolean {
  return collectedOn !== null && (start === null || collectedOn > start);
}

/**
 * What is off label, disputed or rests on single patients belongs to the tumour board, what is
 * investigational into a trial; neither where something that can be ordered is shown to overcome all.
 */
function referrals({ inQuestion, options }: TestFirstInput): readonly Raised[] {
  if (inQuestion.length === 0 || options.some(isShownToOvercomeAll)) return [];
  const reaches = ({ coverage }: Strategy): boolean =>
    coverage.some((c) => c.verdict === 'overcomes' || c.verdict === 'expected');
  const orderable = options.filter((o) => o.orderable && (o.form !== 'non-targeted' || reaches(o)));
  const trial = options.find((o) => o.status === 'investigational' && reaches(o));
  const offLabel = options.find((o) => o.status === 'off-label' && reaches(o));
  const unproven = orderable.find((o) => reaches(o) && !isShownInPatients(o));
  const rules = inQuestion.flatMap((m) => m.because.rules);
  const resources = [...new Set(inQuestion.flatMap((m) => m.because.resources))];
  const why =
    offLabel !== undefined
      ? `${offLabel.title} is off label here`
      : orderable.length === 0
        ? 'no targeted option can be ordered as it stands'
        : unproven !== undefined
          ? `${unproven.title} rests on models or single patients`
          : null;
  return [
    ...(why === null
      ? []
      : [{ about: 'board', what: 'which way to take', because: why, rules, resources } as const]),
    ...(trial !== undefined || (orderable.length === 0 && offLabel === undefined)
      ? [
          {
            about: 'trial',
            what: 'whether a trial is open',
            because:
              trial === undefined
                ? 'no approved or off-label option is known to overcome what was found'
                : `${trial.title} is investigational`,
            rules,
            resources,
          } as const,
        ]
      : []),
  ];
}

/** May be ordered, and overcomes everything by more than models or single patients. */
function isShownToOvercomeAll(option: Strategy): boolean {
  return (
    option.orderable &&
    option.coverage.every((c) => c.verdict === 'overcomes') &&
    isShownInPatients(option)
  );
}

function isShownInPatients({ coverage }: Strategy): boolean {
  return coverage.some((c) => c.verdict === 'overcomes' && c.level !== null && c.level !== 'D');
}

const REFERRALS: ReadonlySet<TestQuestion> = new Set(['board', 'trial']);

/** The test of the patient's disease, else the general one: a leukaemia has no lesion to biopsy. */
function testFor(
  about: TestQuestion,
  { diseases }: TumourState,
  { tests, patternContext }: KnowledgeBase,
): readonly [string, TestEntry] | undefined {
  const settling = [...tests].filter(([, entry]) => entry.settles?.includes(about) === true);
  const isOf = (of: string): boolean =>
    [...diseases].some((disease) => patternContext.isDisease(disease, of));
  const own = settling.find(([, entry]) => entry.diseases?.some(isOf) === true);
  return own ?? settling.find(([, entry]) => entry.diseases === undefined);
}

/** The same question asked of another material, where the sample that would have answered it gave no result. */
function insteadOf(
  [id, entry]: readonly [string, TestEntry],
  about: TestQuestion,
  input: TestFirstInput,
): { readonly test: readonly [string, TestEntry]; readonly failed: Sample | null } {
  const failed = failedSample(entry, input);
  if (failed === null) return { test: [id, entry], failed };
  const other = [...input.knowledge.tests].find(
    ([, { fallbackFor, sampleOf }]) =>
      fallbackFor?.includes(about) === true && sampleOf !== entry.sampleOf,
  );
  const isOpen = other !== undefined && !hasSampleSince(other[1], input);
  return { test: isOpen ? other : [id, entry], failed };
}

/** The latest sample of the test's material under the last line, when it gave no result: no tumour in a biopsy, no tumour DNA in plasma. */
function failedSample({ sampleOf }: TestEntry, { lines, record }: TestFirstInput): Sample | null {
  const line = lines.at(-1);
  if (sampleOf === undefined || line === undefined) return null;
  const last = latestSample(record, (s) => s.material === sampleOf && isSince(line, s));
  if (last === null) return null;
  const failed =
    sampleOf === 'tissue'
      ? !hasResult(last.id, record)
      : record.informative.get(last.id)?.verdict === 'no';
  return failed ? last : null;
}

/** Whether a sample of the test's material has been taken under the last line: another would hardly tell more. */
function hasSampleSince({ sampleOf }: TestEntry, { lines, record }: TestFirstInput): boolean {
  const line = lines.at(-1);
  return (
    line !== undefined &&
    [...record.samples.values()].some((s) => s.material === sampleOf && isSince(line, s))
  );
}

function strategyFor(
  { about, what, because, evidence = [], rules, resources }: Raised,
  input: TestFirstInput,
): Strategy | null {
  const first = testFor(about, input.state, input.knowledge);
  if (first === undefined) return null;
  const { test, failed } = insteadOf(first, about, input);
  const [id, entry] = test;
  const tried =
    failed === null
      ? ''
      : `; the ${failed.material} of ${failed.collectedOn ?? 'an unknown day'} gave no result`;
  const open: Criterion = {
    question: `Not known ${what}`,
    verdict: 'cannot-be-told',
    answer: tried === '' ? because : `${because.replace(/\.$/, '')}${tried}`,
    resources: [...new Set([...resources, ...(failed?.resources ?? [])])],
  };
  return {
    kind: 'strategy',
    id: `test:${about}`,
    form: REFERRALS.has(about) ? 'referral' : 'test-first',
    title: entry.name,
    drugs: [],
    test: id,
    status: 'not-assessed',
    statusBasis: null,
    tradeOff: null,
    coverage: [],
    coveredShare: null,
    conditions: [open],
    gates: [],
    overlap: null,
    steps: [],
    orderable: false,
    statement: entry.purpose,
    because: {
      rules: [...new Map(rules.map((r) => [r.rule, r])).values()],
      evidence,
      resources,
    },
  };
}
