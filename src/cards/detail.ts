import { compareText } from '../domain/ordering.ts';
import type {
  Because,
  Coverage,
  Heterogeneity,
  DataGap,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
  TherapyStatus,
} from '../domain/conclusion.ts';
import { tierOf, type Evidence, type EvidenceKind } from '../domain/evidence.ts';
import { percent } from '../domain/percent.ts';
import type { Sample } from '../domain/sample.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { TrackPoint, Trend } from '../domain/track.ts';
import { lastDetected } from '../engine/standing.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { criteriaTable } from './decisionSection.ts';
import { alterationLabel } from './alterationLabel.ts';
import { escapeMarkdown, link, section, table } from './markdown.ts';
import { capitalised } from './sentence.ts';

/** The parts of a card's detail. Each returns Markdown blocks, none when it has nothing to say. */

/** What is known of each alteration against the drugs at issue. */
export function reasons(
  mechanisms: readonly ResistanceMechanism[],
  drugs: readonly DrugId[],
  knowledge: KnowledgeBase,
): readonly string[] {
  return mechanisms.flatMap((mechanism) => {
    const resistance = mechanism.against.find((r) => drugs.includes(r.drug));
    return resistance === undefined
      ? []
      : [
          `- **${alterationLabel(mechanism.alteration, knowledge)}** (level ${resistance.level}): ${resistance.statement}`,
        ];
  });
}

/** The alterations that speak against a drug, with what was measured and when. */
export function findings(
  mechanisms: readonly ResistanceMechanism[],
  answer: Answer,
  knowledge: KnowledgeBase,
): readonly string[] {
  if (mechanisms.length === 0) return [];
  const rows = mechanisms.map((mechanism) => {
    const last = lastDetected(mechanism.track);
    const sample = last === null ? undefined : answer.record.samples.get(last.sampleId);
    return [
      alterationLabel(mechanism.alteration, knowledge),
      last === null ? 'not known' : amount(last),
      sample === undefined ? 'not known' : sampleName(sample),
      TREND_WORDS[mechanism.track.trend],
      TIMING_WORDS[mechanism.timing],
    ];
  });
  return [
    table(['Alteration', 'Amount', 'Latest finding', 'Course', 'Compared with therapy'], rows),
  ];
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
  upfront: 'there before',
  acquired: 'acquired under it',
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
  const where = sample.site === null ? '' : `, ${written(sample.site)}`;
  const lesion = sample.lesion === null ? '' : ` (${sample.lesion})`;
  const preliminary = sample.preliminary ? ', preliminary' : '';
  return `${MATERIAL_WORDS[sample.material]}${where}${lesion}, ${sample.collectedOn ?? 'undated'}${preliminary}`;
}

const MATERIAL_WORDS: Readonly<Record<Sample['material'], string>> = {
  tissue: 'tissue',
  plasma: 'plasma',
  'other-fluid': 'body fluid',
  blood: 'blood',
  'normal-control': 'normal control',
  unknown: 'sample of unknown kind',
};

/** How the tumour differs between lesions and over time, where it bears on the choice. */
export function heterogeneitySection(found: readonly Heterogeneity[]): readonly string[] {
  return section(
    'How the tumour differs',
    found.map(({ statement }) => `- ${statement}`),
  );
}

export const STATUS_WORDS: Readonly<Record<TherapyStatus, string>> = {
  approved: 'approved',
  'standard-of-care': 'standard of care, not labelled for this',
  'off-label': 'off-label',
  investigational: 'trial only',
  discontinued: 'discontinued',
  'not-assessed': 'status not assessed',
};

/** At most this many options are shown; the rest can be read in the app. */
const OPTIONS_SHOWN = 8;

/** Options side by side: one column per mechanism. */
export function optionsSection(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): readonly string[] {
  if (options.length === 0) return [];
  const head = [
    'Option',
    'Status',
    ...mechanisms.map((m) => alterationLabel(m.alteration, knowledge)),
    'Before ordering',
  ];
  const rows = options
    .filter((option) => option.status !== 'discontinued')
    .slice(0, OPTIONS_SHOWN)
    .map((option) => [
      option.title,
      [STATUS_WORDS[option.status], option.statusBasis].filter((t) => t !== null).join(': '),
      ...mechanisms.map((m) => coverageCell(option.coverage.find((c) => c.mechanism === m.id))),
      beforeOrdering(option),
    ]);
  return [
    ...section('Options', []),
    '**Options**',
    table(head, rows),
    ...noneCoversAll(options, mechanisms),
  ];
}

function noneCoversAll(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
): readonly string[] {
  const targeted = options.filter((o) => o.form !== 'non-targeted' && o.status !== 'discontinued');
  const coversAll = targeted.some((o) => o.coverage.every((c) => c.verdict === 'overcomes'));
  if (coversAll || mechanisms.length < 2 || targeted.length === 0) return [];
  return [`No option is known to overcome all ${String(mechanisms.length)} alterations.`];
}

function coverageCell(coverage: Coverage | undefined): string {
  if (coverage === undefined) return 'not known';
  const { verdict, level } = coverage;
  if (verdict === 'overcomes' && level === 'D')
    return 'overcomes in models or single patients (level D)';
  return `${COVERAGE_WORDS[verdict]}${level === null ? '' : ` (level ${level})`}`;
}

const COVERAGE_WORDS: Readonly<Record<Coverage['verdict'], string>> = {
  overcomes: 'overcomes',
  expected: 'expected from the pathway, not shown',
  partly: 'partly or disputed',
  leaves: 'leaves',
  'not-known': 'not known',
  independent: 'independent of it',
};

function beforeOrdering(option: Strategy): string {
  const open = [
    ...option.conditions,
    ...option.gates,
    ...(option.overlap === null ? [] : [option.overlap]),
  ]
    .filter((c) => c.verdict !== 'met')
    .map((c) => `${c.question}: ${c.answer}`);
  const tradeOff = option.tradeOff === null ? [] : [option.tradeOff.replace(/\.$/, '')];
  const words = [...tradeOff, ...open];
  return words.length === 0 ? '—' : words.join('; ');
}

/** The criteria of re-challenge with their verdicts. */
export function rechallengeSection(again: Rechallenge | undefined): readonly string[] {
  if (again === undefined) return [];
  const retest =
    again.retest === null
      ? []
      : [
          `Worth re-testing from **${again.retest.from}**${retestRange(again.retest)}: ${again.retest.basis}.`,
        ];
  return [
    `**Re-challenge: ${RECHALLENGE_WORDS[again.status]}**`,
    again.statement,
    criteriaTable(again.criteria),
    ...retest,
  ];
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
  const samples = [...answer.record.samples.values()]
    .sort((a, b) => compareText(a.collectedOn ?? '', b.collectedOn ?? ''))
    .map((sample) => {
      const informative = answer.record.informative.get(sample.id);
      const why =
        sample.material === 'tissue' || informative === undefined
          ? ''
          : ` (${informative.verdict === 'yes' ? 'informative' : 'not informative'}: ${informative.why})`;
      return `- ${capitalised(sampleName(sample))}${why}`;
    });
  const apart = answer.record.setApart.length;
  const setApart =
    apart === 0
      ? []
      : [
          `- ${String(apart)} germline or blood-cell finding${apart === 1 ? '' : 's'} set apart, not counted as resistance`,
        ];
  return section('Data used', [...lines, ...samples, ...setApart]);
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

/** More sources than these would not be read; all stand in the rule base. */
const SOURCES_SHOWN = 8;

/** Sources with links, those of the finding before those of the options, and the rules with their versions. */
export function basisSection(becauses: readonly Because[], answer: Answer): readonly string[] {
  const evidence = new Map<string, Evidence>();
  for (const { evidence: items } of becauses) {
    const strongestFirst = [...items].sort((a, b) => compareText(a.level, b.level));
    for (const e of strongestFirst) if (!evidence.has(e.source)) evidence.set(e.source, e);
  }
  const sources = [...evidence.values()].slice(0, SOURCES_SHOWN).map((e) => {
    const title = e.url === null ? escapeMarkdown(e.citation) : link(e.citation, e.url);
    const shows = e.shows === null ? '' : ` ${e.shows}`;
    return `- ${title}: ${KIND_WORDS[e.kind]}, tier ${tierOf(e.level)}, level ${e.level}.${shows}`;
  });
  const rules = [...new Map(becauses.flatMap((b) => b.rules).map((r) => [r.rule, r])).values()];
  const named = rules.map((r) => `${r.rule} ${r.version}`).join(', ');
  return [
    ...section('Evidence', sources),
    [
      ...(named === '' ? [] : [`Rules: ${named}.`]),
      `Engine ${answer.evaluation.engine}, as of ${answer.evaluation.asOf}.`,
      'Decision support for professionals, who can review the basis; it does not replace judgement.',
    ].join(' '),
  ];
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
