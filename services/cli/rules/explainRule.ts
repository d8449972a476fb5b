import { alterationPattern } from '../../../src/rulebase/alterationPattern.ts';
import type {
  Confidence,
  EvidenceItem,
  PackFiles,
  RuleBaseFiles,
  RuleCase,
  RuleFile,
} from '../../../src/rulebase/ruleFiles.ts';
import { readLock } from '../../rule-store/lockFile.ts';
import { releaseName, type RulePackRelease } from '../../rule-store/release.ts';
import { readRelease } from '../../rule-store/releaseFiles.ts';
import { readRuleBase } from '../../rule-store/readRuleBase.ts';
import { ruleHistory } from '../../../src/rulebase/ruleHistory.ts';
import { UsageError } from '../usageError.ts';
import { wrapped } from '../alignedTable.ts';
import type { RulesTask } from './rulesTask.ts';

/** `convergent rules explain ID`: a rule in a physician's words, with evidence, cases and history. */
export const explainRule: RulesTask = ({ directory, names, print }) => {
  const [id, ...more] = names;
  if (id === undefined || more.length > 0) {
    throw new UsageError('Name one rule: convergent rules explain lung/egfr');
  }
  const files = readRuleBase(directory);
  const pack = files.packs.find(({ rules }) => rules.some((rule) => rule.id === id));
  const rule = pack?.rules.find((one) => one.id === id);
  if (pack === undefined || rule === undefined) {
    const near = files.packs
      .flatMap(({ rules }) => rules.map((one) => one.id))
      .filter((one) => one.includes(id.slice(id.indexOf('/') + 1)));
    throw new UsageError(
      `There is no rule "${id}".${near.length === 0 ? '' : ` Similar: ${near.slice(0, 5).join(', ')}.`}`,
    );
  }
  const releases = readLock(directory)
    .filter((entry) => entry.id === pack.manifest.id)
    .map((entry) => readRelease(directory, entry) as RulePackRelease);
  for (const line of explanation(rule, pack, releases, files)) print(line);
  return 0;
};

const WIDTH = 96;

/** The whole explanation, line by line. */
export function explanation(
  rule: RuleFile,
  pack: PackFiles,
  releases: readonly RulePackRelease[],
  files: RuleBaseFiles,
): readonly string[] {
  const cases = pack.cases.find((one) => one.rule === rule.id);
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', heading, ...lines.flatMap(indented)];
  return [
    rule.title,
    `${rule.id}, pack ${pack.manifest.name} ${pack.manifest.version}, compared with its sources on ${rule.reviewed}`,
    ...('confidence' in rule ? [CONFIDENCE[rule.confidence]] : []),
    ...(rule.retired === undefined ? [] : ['', ...wrapped(retirement(rule.retired), WIDTH)]),
    ...section('It says', saying(rule)),
    ...section('For', [rule.diseases.map((id) => diseaseName(id, files)).join(', ')]),
    ...section('When', conditions(rule, files)),
    ...section('Evidence', evidenceLines(rule, files)),
    ...section(
      'It must speak for',
      (cases?.matches ?? []).map((one) => caseLine(one, files)),
    ),
    ...section(
      'It must be silent for',
      (cases?.doesNotMatch ?? []).map((one) => caseLine(one, files)),
    ),
    ...section('Statements of the review', rule.seed === undefined ? [] : [rule.seed.join(', ')]),
    ...section('History', history(rule, pack, releases)),
  ];
}

function indented(line: string): readonly string[] {
  return wrapped(line, WIDTH).map((part, index) => `${index === 0 ? '  ' : '    '}${part}`);
}

function retirement({ on, reason, replacedBy }: NonNullable<RuleFile['retired']>): string {
  const heir = replacedBy === undefined ? '' : ` It is replaced by ${replacedBy}.`;
  return `Retired on ${on}: ${reason}${heir}`;
}

function saying(rule: RuleFile): readonly string[] {
  switch (rule.kind) {
    case 'thresholds':
      return Object.entries(rule.values).map(
        ([name, { value, unit, because }]) => `${name}: ${String(value)} ${unit}. ${because}`,
      );
    case 'option':
      return [
        rule.statement,
        ...(rule.tradeOff === undefined ? [] : [`Against it: ${rule.tradeOff}`]),
        `Standing: ${rule.status} (${rule.statusBasis})`,
      ];
    case 'mechanism':
    case 'sensitivity':
    case 'rechallenge':
    case 'order':
      return [rule.statement];
    default:
      return rule satisfies never;
  }
}

function conditions(rule: RuleFile, files: RuleBaseFiles): readonly string[] {
  const drugs = (names: readonly string[]): string =>
    names.map((name) => drugName(name, files)).join(', ');
  const line = (label: string, texts: readonly string[] | undefined, join = ' or '): string[] =>
    texts === undefined ? [] : [`${label} ${texts.map((t) => words(t, files)).join(join)}`];
  switch (rule.kind) {
    case 'mechanism':
      return [
        ...line('in the tumour now:', rule.alterations),
        ...(rule.timing === undefined ? [] : [`${rule.timing}, as far as the record shows`]),
        ...(rule.biallelic ? ['both copies of the gene are lost'] : []),
        ...line('together with', rule.background),
        ...line('and without', rule.unless, ', '),
        ...line('looked for when there is', rule.suspectedBy),
        `these are expected to fail: ${drugs(rule.resistantTo)}`,
        ...(rule.entersAt.length === 0
          ? []
          : [
              `it switches on ${rule.entersAt.map(({ pathway, node }) => `${node} (${pathway})`).join(', ')}`,
            ]),
      ];
    case 'sensitivity':
      return rule.rows.flatMap(({ alteration, background, phase, unless, calls }) => {
        const context = [
          words(alteration, files),
          ...line('with', background),
          ...(phase === undefined ? [] : [`in ${phase}`]),
          ...line('without', unless, ', '),
        ].join(' ');
        return [
          `${context}: ${Object.entries(calls)
            .map(
              ([drug, { call, confidence }]) =>
                `${drugName(drug, files)} ${CALLS[call]}${confidence === 'low' ? ' (low confidence, drives nothing)' : ''}`,
            )
            .join('; ')}`,
        ];
      });
    case 'option': {
      const { present, absent, prior = [], noPrior } = rule.when;
      return [
        `${rule.form}: ${drugs(rule.drugs)}`,
        ...line('in the tumour now:', present),
        ...line('not in the tumour now:', absent, ', '),
        ...prior.map(({ name, anyOf }) => `given before: ${name} (${drugs(anyOf)})`),
        ...(noPrior === undefined ? [] : [`not given before: ${drugs(noPrior)}`]),
        ...(rule.overcomes ?? []).flatMap((o) => [
          ...line('known to overcome', o.alterations),
          ...line('  together with', o.background),
        ]),
      ];
    }
    case 'rechallenge': {
      const { priorBenefit, drugFreeMonths, interveningLine, sampleMaxAgeDays, genesToClear } =
        rule.criteria;
      const months = priorBenefit.orMonthsOnTherapy;
      return [
        `drugs: ${drugs(rule.drugs)}`,
        `earlier benefit: ${priorBenefit.responses.join(', ')}${months === undefined ? '' : `, or ${String(months)} months on it`}`,
        `${String(drugFreeMonths)} months without it${interveningLine === false ? '' : `, ${interveningLine === true ? 'another therapy' : interveningLine.name} in between`}`,
        ...(sampleMaxAgeDays === undefined
          ? []
          : [
              `an informative plasma sample of the last ${String(sampleMaxAgeDays)} days, covering ${(genesToClear ?? []).join(', ')}`,
            ]),
        ...line('in the tumour now:', rule.criteria.present),
        ...line('not in the tumour now:', rule.criteria.absent, ', '),
        ...(rule.decay ?? []).flatMap((d) => [
          ...line(`half-life of ${String(d.halfLifeMonths)} months:`, d.alterations),
        ]),
      ];
    }
    case 'order':
      return [
        `an order of ${drugs(rule.drugs)} is ${rule.verdict}`,
        ...line('in the tumour now:', rule.when.present),
        ...line('tested and not found:', rule.when.testedAbsent, ', '),
        ...(rule.when.without === undefined
          ? []
          : [`not together with ${drugs(rule.when.without)}`]),
        ...line('what it needs is in part of the tumour only:', rule.when.target),
        ...line('known from a single lesion:', rule.when.oneLesion),
      ];
    case 'thresholds':
      return [];
    default:
      return rule satisfies never;
  }
}

const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  high: 'high confidence',
  medium: 'medium confidence',
  low: 'low confidence: it is kept and drives no card',
};

const CALLS = { S: 'works', R: 'does not work', I: 'in between or disputed' } as const;

function evidenceLines(rule: RuleFile, files: RuleBaseFiles): readonly string[] {
  const items: readonly EvidenceItem[] =
    rule.kind === 'sensitivity'
      ? rule.rows.flatMap((row) => Object.values(row.calls).flatMap((cell) => cell.evidence))
      : rule.kind === 'thresholds'
        ? Object.values(rule.values).flatMap((value) => value.evidence)
        : rule.kind === 'option'
          ? [...rule.evidence, ...(rule.overcomes ?? []).flatMap((o) => o.evidence)]
          : rule.evidence;
  const bySource = new Map<string, EvidenceItem>();
  for (const item of items) {
    const known = bySource.get(item.source);
    if (known === undefined || item.level < known.level) bySource.set(item.source, item);
  }
  return [...bySource.values()]
    .sort((a, b) => (a.level < b.level ? -1 : 1))
    .map(({ source, level, shows }) => {
      const entry = files.sources[source];
      if (entry === undefined) return `level ${level}: ${source}`;
      const { authors, journal, year, title, pmid, verified } = entry;
      const where = [authors, journal, String(year)].filter((part) => part !== undefined);
      return `level ${level}: ${where.join(', ')}. ${title}.${pmid === undefined ? '' : ` PMID ${pmid}.`}${shows === undefined ? '' : ` Shows: ${shows}`}${verified === undefined ? ' NOT VERIFIED: never shown.' : ''}`;
    });
}

function caseLine(one: RuleCase, files: RuleBaseFiles): string {
  const drugs = (names: readonly string[]): string =>
    names.map((name) => drugName(name, files)).join(' + ');
  const tumour = one.tumour.length === 0 ? 'nothing found' : one.tumour.join(', ');
  return [
    `${diseaseName(one.disease, files)}; tumour: ${tumour}`,
    ...(one.otherLesion === undefined
      ? []
      : [
          `other lesion: ${one.otherLesion.length === 0 ? 'nothing found' : one.otherLesion.join(', ')}`,
        ]),
    ...(one.baseline === undefined
      ? []
      : [
          `before treatment: ${one.baseline.length === 0 ? 'nothing found' : one.baseline.join(', ')}`,
        ]),
    ...(one.prior === undefined
      ? []
      : [`before: ${one.prior.length === 0 ? 'nothing' : one.prior.map(drugs).join(', then ')}`]),
    ...(one.ordered === undefined ? [] : [`ordered: ${drugs(one.ordered)}`]),
    ...inTurn(one, files),
    one.reason,
  ].join('; ');
}

/** What may stand in the place of the case's own. */
function inTurn({ inTurn: turns = {} }: RuleCase, files: RuleBaseFiles): readonly string[] {
  const { disease = [], tumour = [], prior = [], ordered = [] } = turns;
  const drugs = (names: readonly string[]): string =>
    names.map((name) => drugName(name, files)).join(' + ');
  const list = (label: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : [`or ${label} ${texts.map((t) => (t === '' ? 'nothing' : t)).join(' / ')}`];
  return [
    ...list(
      'disease:',
      disease.map((id) => diseaseName(id, files)),
    ),
    ...list(
      'tumour:',
      tumour.map((t) => t.join(', ')),
    ),
    ...list(
      'before:',
      prior.map((lines) => lines.map(drugs).join(', then ')),
    ),
    ...list('ordered:', ordered.map(drugs)),
  ];
}

/** Each release that changed the rule, and what differs since the last. */
function history(
  rule: RuleFile,
  pack: PackFiles,
  releases: readonly RulePackRelease[],
): readonly string[] {
  const versions = [
    ...releases.map(({ manifest, rules }) => ({
      version: `${releaseName(manifest)}, in force from ${manifest.effectiveFrom}`,
      rules,
    })),
    { version: 'working copy', rules: pack.rules },
  ];
  return ruleHistory(rule.id, versions).flatMap(({ version, changes }) =>
    changes.map((what) => `${version}: ${what}`),
  );
}

function words(text: string, files: RuleBaseFiles): string {
  const pattern = alterationPattern(text);
  return pattern?.kind === 'histology' ? `change to ${diseaseName(pattern.disease, files)}` : text;
}

function drugName(id: string, { terminology }: RuleBaseFiles): string {
  return terminology.drugs[id]?.name ?? terminology.drugClasses[id]?.name ?? id;
}

function diseaseName(id: string, { terminology }: RuleBaseFiles): string {
  return terminology.diseases[id]?.name ?? id;
}
