import type { Alteration } from '../domain/alteration.ts';
import { compareText } from '../domain/ordering.ts';
import type {
  Because,
  Coverage,
  Criterion,
  Heterogeneity,
  DataGap,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
  TherapyStatus,
} from '../domain/conclusion.ts';
import type { Evidence, EvidenceKind, RuleRef } from '../domain/evidence.ts';
import { percent } from '../domain/percent.ts';
import type { Sample } from '../domain/sample.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { TrackPoint, Trend } from '../domain/track.ts';
import { lastDetected } from '../engine/standing.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { criteriaTable } from './decisionSection.ts';
import { alterationLabel } from './alterationLabel.ts';
import type { CardRequest } from './cardRequest.ts';
import { ruleName, rulePagePath } from './knowledgeLink.ts';
import { escapeMarkdown, link, section, table } from './markdown.ts';
import { allOf, capitalised, listed, uncapitalised } from '../domain/sentence.ts';

/** The parts of a card's detail. Each returns Markdown blocks, none when it has nothing to say. */

/**
 * What is known against the drugs at issue; alterations of which the same is known share a sentence. A
 * sentence that does not hold for all of the drugs names those that it is about.
 */
export function reasons(
  mechanisms: readonly ResistanceMechanism[],
  drugs: readonly DrugId[],
  knowledge: KnowledgeBase,
): readonly string[] {
  const isAtIssue = (drug: DrugId): boolean =>
    mechanisms.some((m) => m.against.some((r) => r.drug === drug));
  const atIssue = [...new Set(drugs)].filter(isAtIssue);
  const namesBySentence = new Map<string, readonly string[]>();
  for (const { against, alteration } of mechanisms) {
    const known = against.filter((r) => atIssue.includes(r.drug));
    for (const { level, statement } of known) {
      const of = known.filter((r) => r.statement === statement && r.level === level);
      const about = of.length < atIssue.length ? `${drugList(of, knowledge)}, ` : '';
      const sentence = `(${about}level ${level}): ${escapeMarkdown(statement)}`;
      const before = namesBySentence.get(sentence) ?? [];
      const name = alterationInMarkdown(alteration, knowledge);
      if (!before.includes(name)) namesBySentence.set(sentence, [...before, name]);
    }
  }
  return [...namesBySentence].map(([sentence, names]) => `- **${listed(names)}** ${sentence}`);
}

function drugList(against: readonly { readonly drug: DrugId }[], knowledge: KnowledgeBase): string {
  return listed(against.map(({ drug }) => drugName(drug, knowledge)));
}

/** The alterations that speak against a drug, with what was measured and when. */
export function findings(
  mechanisms: readonly ResistanceMechanism[],
  answer: Answer,
  knowledge: KnowledgeBase,
): readonly string[] {
  if (mechanisms.length === 0) return [];
  const rows = mechanisms.map(({ alteration, track, timing }) => {
    const last = lastDetected(track);
    const sample = last === null ? undefined : answer.record.samples.get(last.sampleId);
    return [
      alterationInMarkdown(alteration, knowledge),
      alteration.kind === 'histology' ? '—' : last === null ? 'not known' : amount(last),
      sample === undefined ? 'not known' : sampleName(sample),
      TREND_WORDS[track.trend],
      TIMING_WORDS[timing],
    ];
  });
  return [table(['Alteration', 'Amount', 'Latest finding', 'Course', 'Onset'], rows)];
}

/** The name in Markdown: a stop such as `R130*` is no emphasis, and the record's words no markup. */
export function alterationInMarkdown(alteration: Alteration, knowledge: KnowledgeBase): string {
  return escapeMarkdown(alterationLabel(alteration, knowledge));
}

const TREND_WORDS: Readonly<Record<Trend, string>> = {
  emergent: 'emerged',
  rising: 'rising',
  stable: 'stable',
  falling: 'falling',
  cleared: 'cleared',
  undetermined: 'one reading',
};

const TIMING_WORDS: Readonly<Record<ResistanceMechanism['timing'], string>> = {
  upfront: 'before the drug',
  acquired: 'under the drug',
  unknown: 'cannot be told',
};

/** Fraction with its interval, or copies. */
export function amount(point: TrackPoint): string {
  if (point.copyNumber !== null) return `${String(point.copyNumber)} copies`;
  if (point.fraction === null) return 'no fraction given';
  const interval =
    point.interval === null
      ? ''
      : ` (95 % interval ${percent(point.interval[0])} to ${percent(point.interval[1])})`;
  return `${percent(point.fraction)}${interval}`;
}

/** A sample in Markdown. */
export function sampleName(sample: Sample): string {
  return sampleLabel(sample, escapeMarkdown);
}

/** A sample in words; `written` makes the record's own words safe where they will stand. */
export function sampleLabel(
  sample: Sample,
  written: (text: string) => string = (text) => text,
): string {
  return `${MATERIAL_WORDS[sample.material]}${whereAndWhen(sample, written)}`;
}

/** `, liver (metastasis), 2026-11-04`. */
function whereAndWhen(sample: Sample, written: (text: string) => string): string {
  const where = sample.site === null ? '' : `, ${written(sample.site)}`;
  const lesion = sample.lesion === null ? '' : ` (${sample.lesion})`;
  const preliminary = sample.preliminary ? ', preliminary' : '';
  return `${where}${lesion}, ${sample.collectedOn ?? 'undated'}${preliminary}`;
}

export const MATERIAL_WORDS: Readonly<Record<Sample['material'], string>> = {
  tissue: 'tissue',
  plasma: 'plasma',
  'other-fluid': 'body fluid',
  blood: 'blood',
  'normal-control': 'normal control',
  unknown: 'sample of unknown kind',
};

/** How the tumour differs between lesions and over time, where it bears on the choice. */
export function heterogeneitySection(found: readonly Heterogeneity[]): readonly string[] {
  return section('How the tumour differs', [
    ...new Set(found.map(({ statement }) => `- ${escapeMarkdown(statement)}`)),
  ]);
}

export const STATUS_WORDS: Readonly<Record<TherapyStatus, string>> = {
  approved: 'approved',
  'standard-of-care': 'standard of care, not labelled for this',
  'off-label': 'off-label',
  investigational: 'trial only',
  discontinued: 'discontinued',
  'not-assessed': 'status not assessed',
};

/** At most this many options are set side by side; the rest are named, and can be read in the app. */
const OPTIONS_SHOWN = 5;
/** And fewer where several mechanisms make the table wide: it must fit a look. */
const OPTIONS_SHOWN_WIDE = 3;
const WIDE_COLUMNS = 4;

/** Options side by side: one column per mechanism, or per mechanisms that all options meet alike. */
export function optionsSection(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): readonly string[] {
  const available = options.filter((option) => option.status !== 'discontinued');
  if (available.length === 0) return [];
  const most = available.slice(0, OPTIONS_SHOWN);
  const isWide = coverageColumns(most, mechanisms, knowledge).length > WIDE_COLUMNS;
  const shown = isWide ? available.slice(0, OPTIONS_SHOWN_WIDE) : most;
  const columns = coverageColumns(shown, mechanisms, knowledge);
  const rows = shown.map((option, row) => [
    escapeMarkdown(option.title),
    escapeMarkdown(
      [STATUS_WORDS[option.status], option.statusBasis].filter((t) => t !== null).join(': '),
    ),
    ...columns.map(({ cells }) => cells[row] ?? ''),
    escapeMarkdown(beforeOrdering(option)),
  ]);
  const further = available.slice(shown.length).map(({ title }) => escapeMarkdown(title));
  return [
    '**Options**',
    table(
      ['Option', 'Status', ...columns.map(({ names }) => listed(names)), 'Before ordering'],
      rows,
    ),
    ...(further.length === 0 ? [] : [`Further options, in the app: ${further.join('; ')}.`]),
    ...noneCoversAll(options, mechanisms),
  ];
}

interface CoverageColumn {
  readonly names: readonly string[];
  /** One per option. */
  readonly cells: readonly string[];
}

function coverageColumns(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): readonly CoverageColumn[] {
  const columns = new Map<string, CoverageColumn>();
  for (const { id, alteration } of mechanisms) {
    const cells = options.map((o) => coverageCell(o.coverage.find((c) => c.mechanism === id)));
    const key = cells.join('|');
    const names = [...(columns.get(key)?.names ?? []), alterationInMarkdown(alteration, knowledge)];
    columns.set(key, { names, cells });
  }
  return [...columns.values()];
}

function noneCoversAll(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
): readonly string[] {
  const targeted = options.filter((o) => o.form !== 'non-targeted' && o.status !== 'discontinued');
  const coversAll = targeted.some((o) => o.coverage.every((c) => c.verdict === 'overcomes'));
  if (coversAll || mechanisms.length < 2 || targeted.length === 0) return [];
  return [`No option is known to overcome ${allOf(mechanisms.length, 'alterations')}.`];
}

function coverageCell(coverage: Coverage | undefined): string {
  if (coverage === undefined) return 'not known';
  const { verdict, level } = coverage;
  if (verdict === 'overcomes' && level === 'D')
    return 'overcomes in models or single patients (level D)';
  return `${COVERAGE_WORDS[verdict]}${level === null ? '' : ` (level ${level})`}`;
}

export const COVERAGE_WORDS: Readonly<Record<Coverage['verdict'], string>> = {
  overcomes: 'overcomes',
  expected: 'expected from the pathway, not shown',
  partly: 'partly or disputed',
  leaves: 'leaves',
  'not-known': 'not known',
  independent: 'independent of it',
};

function beforeOrdering(option: Strategy): string {
  const open = openQuestions([
    ...option.conditions,
    ...option.gates,
    ...(option.overlap === null ? [] : [option.overlap]),
  ]);
  const tradeOff = option.tradeOff === null ? [] : [option.tradeOff.replace(/\.$/, '')];
  const words = [...tradeOff, ...open];
  return words.length === 0 ? '—' : words.join('; ');
}

/** What is not met or not known, questions of one answer together. */
function openQuestions(criteria: readonly Criterion[]): readonly string[] {
  const questionsByAnswer = new Map<string, readonly string[]>();
  for (const { verdict, question, answer } of criteria) {
    if (verdict === 'met') continue;
    const before = questionsByAnswer.get(answer) ?? [];
    questionsByAnswer.set(answer, [
      ...before,
      before.length === 0 ? question : uncapitalised(question),
    ]);
  }
  return [...questionsByAnswer].map(([answer, questions]) => `${listed(questions)}: ${answer}`);
}

/** The criteria of re-challenge with their verdicts. */
export function rechallengeSection(
  again: Rechallenge | undefined,
  knowledge: KnowledgeBase,
): readonly string[] {
  if (again === undefined) return [];
  const test = again.settledBy === null ? undefined : knowledge.tests.get(again.settledBy);
  const settled =
    again.status === 'undetermined' && test !== undefined
      ? [`What would settle it: ${escapeMarkdown(test.name)}.`]
      : [];
  const retest =
    again.retest === null
      ? []
      : [
          `Worth re-testing from **${again.retest.from}**${retestRange(again.retest)}: ${escapeMarkdown(again.retest.basis)}.`,
        ];
  return [
    `**Re-challenge: ${RECHALLENGE_WORDS[again.status]}**`,
    escapeMarkdown(again.statement),
    criteriaTable(again.criteria),
    ...settled,
    ...gatesOfRechallenge(again),
    ...retest,
  ];
}

/** Said where it may be given; where something else speaks against it, it would be noise. */
function gatesOfRechallenge({ status, gates }: Rechallenge): readonly string[] {
  const mayBeGiven = status === 'supported' || status === 'undetermined';
  return mayBeGiven && gates.length > 0
    ? [`Before giving it again: ${escapeMarkdown(openQuestions(gates).join('; '))}.`]
    : [];
}

function retestRange({ from, earliest, latest }: NonNullable<Rechallenge['retest']>): string {
  if (latest === null) return '';
  return earliest === from && latest === from ? '' : ` (range ${earliest} to ${latest})`;
}

/** That all criteria hold, and which of them decided. */
export function rechallengeMet(drug: string, keyedTo: Rechallenge['keyedTo']): string {
  return `${drug} re-challenge: the criteria are met; ${DECISIVE_WORDS[keyedTo]}`;
}

const DECISIVE_WORDS: Readonly<Record<Rechallenge['keyedTo'], string>> = {
  clearance: 'no resistance mechanism in recent informative plasma',
  genotype: 'the alteration it needs is there, and nothing known stands against it',
  course: 'nothing known stands against it',
};

export const RECHALLENGE_WORDS: Readonly<Record<Rechallenge['status'], string>> = {
  supported: 'criteria met',
  'not-yet': 'not yet',
  'advised-against': 'advised against',
  undetermined: 'cannot be told',
};

/** What would change the answer if it were known. */
export function missingSection(gaps: readonly DataGap[]): readonly string[] {
  return section(
    'What is missing',
    gaps.map((gap) => `- ${escapeMarkdown(gap.message)}`),
  );
}

/** What the conclusion was drawn from. */
export function dataUsedSection(answer: Answer, knowledge: KnowledgeBase): readonly string[] {
  const lines = answer.evaluation.lines.map((line) => `- ${lineSentence(line, knowledge)}`);
  const samples = samplesInBrief(answer);
  const apart = answer.record.setApart.length;
  const setApart =
    apart === 0
      ? []
      : [
          `- ${String(apart)} germline or blood-cell finding${apart === 1 ? '' : 's'} set apart, not counted as resistance`,
        ];
  return section('Data used', [...lines, ...samples, ...setApart]);
}

/** A line per material, liquid samples by whether they can tell that something is absent. */
function samplesInBrief({ record }: Answer): readonly string[] {
  const groups = new Map<string, readonly string[]>();
  for (const sample of [...record.samples.values()].sort((a, b) =>
    compareText(a.collectedOn ?? '', b.collectedOn ?? ''),
  )) {
    const informative =
      sample.material === 'tissue' ? undefined : record.informative.get(sample.id);
    const heading = [
      capitalised(MATERIAL_WORDS[sample.material]),
      ...(informative === undefined
        ? []
        : [informative.verdict === 'yes' ? 'informative' : 'not informative']),
    ].join(', ');
    const why =
      informative === undefined || informative.verdict === 'yes'
        ? ''
        : ` (${escapeMarkdown(informative.why)})`;
    groups.set(heading, [
      ...(groups.get(heading) ?? []),
      `${whereAndWhen(sample, escapeMarkdown).replace(/^,? /, '')}${why}`,
    ]);
  }
  return [...groups].map(([heading, told]) => `- ${heading}: ${told.join('; ')}`);
}

function lineSentence(line: TherapyLine, knowledge: KnowledgeBase): string {
  const drugs = line.drugs.map((drug) => drugName(drug, knowledge)).join(', ');
  const end = line.ongoing ? 'ongoing' : (line.end ?? 'end not documented');
  const response = line.bestResponse === null ? '' : `, best response ${line.bestResponse}`;
  const progression = line.progressedOn === null ? '' : `, progression ${line.progressedOn}`;
  return `Line ${String(line.number)}: ${drugs}, ${line.start ?? 'start not documented'} to ${end}${response}${progression}`;
}

export function drugName(drug: DrugId, knowledge: KnowledgeBase): string {
  return knowledge.terminology.drugs.get(drug)?.name ?? drug;
}

/** More sources than these would not be read; all stand in the app and the rule base. */
const SOURCES_SHOWN = 5;

/**
 * Sources with links: the strongest of each conclusion, those of the finding first, before any
 * conclusion's second; and the rules with their versions.
 */
export function basisSection(
  becauses: readonly Because[],
  answer: Answer,
  { serviceUrl }: CardRequest,
): readonly string[] {
  const ranked = becauses.map(({ evidence }) =>
    [...evidence].sort((a, b) => compareText(a.level, b.level)),
  );
  const evidence = new Map<string, Evidence>();
  const deepest = Math.max(0, ...ranked.map((items) => items.length));
  for (let rank = 0; rank < deepest; rank += 1) {
    for (const items of ranked) {
      const e = items[rank];
      if (e !== undefined && !evidence.has(e.source)) evidence.set(e.source, e);
    }
  }
  const sources = [...evidence.values()].slice(0, SOURCES_SHOWN).map((e) => {
    const title = e.url === null ? escapeMarkdown(e.citation) : link(e.citation, e.url);
    const shows = e.shows === null ? '' : ` ${escapeMarkdown(e.shows)}`;
    return `- ${title}: ${KIND_WORDS[e.kind]}, level ${e.level}.${shows}`;
  });
  const named = rulesByPack(
    becauses.flatMap((b) => b.rules),
    serviceUrl,
  );
  return [
    ...section('Evidence', sources),
    [
      ...(named === '' ? [] : [`Rules: ${named}.`]),
      `Engine ${answer.evaluation.engine}, as of ${answer.evaluation.asOf}.`,
      'Decision support for professionals, who can review the basis; it does not replace judgement.',
    ].join(' '),
  ];
}

/**
 * `lung 0.1.0 (egfr, platinum-pemetrexed)`: rules share the version of their pack; each leads to its
 * page in that version.
 */
function rulesByPack(rules: readonly RuleRef[], serviceUrl: string): string {
  const byPack = new Map<string, Set<string>>();
  for (const ref of rules) {
    const key = `${ref.pack} ${ref.version}`;
    const page = link(ruleName(ref.rule), `${serviceUrl}${rulePagePath(ref)}`);
    byPack.set(key, (byPack.get(key) ?? new Set()).add(page));
  }
  return [...byPack].map(([pack, names]) => `${pack} (${[...names].join(', ')})`).join('; ');
}

const KIND_WORDS: Readonly<Record<EvidenceKind, string>> = {
  label: 'label',
  guideline: 'guideline',
  'randomised-trial': 'randomised trial',
  'single-arm-trial': 'single-arm trial',
  observational: 'observational',
  'case-report': 'case report',
  preclinical: 'preclinical',
};
