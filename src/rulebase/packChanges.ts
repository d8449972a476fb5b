import type { EvidenceLevel } from '../domain/evidence.ts';
import type { Indication } from '../nomenclature/terminologyFiles.ts';
import { canonicalJson } from './canonicalJson.ts';
import { groupInto } from './groupInto.ts';
import type { Bump } from './packVersion.ts';
import type { EvidenceItem, PackFiles, RuleFile, SharedFiles } from './ruleFiles.ts';

/** One difference between two versions of a pack, and how large a step it takes. */
export interface PackChange {
  /** Rule or entry. */
  readonly of: string;
  /** In words. */
  readonly what: string;
  readonly bump: Bump;
}

/**
 * What differs between two versions of a rule pack. Words and sources are a patch, what lets a rule
 * speak for more patients is minor, and whatever takes a statement back or turns it is major.
 */
export function rulePackChanges(
  older: Pick<PackFiles, 'rules'>,
  newer: Pick<PackFiles, 'rules'>,
): readonly PackChange[] {
  const before = byId(older.rules);
  const after = byId(newer.rules);
  return [
    ...[...before.values()].flatMap((rule): readonly PackChange[] => {
      const now = after.get(rule.id);
      if (now === undefined) {
        return [{ of: rule.id, what: 'is gone; retire a rule instead', bump: 'major' }];
      }
      return ruleChanges(rule, now);
    }),
    ...newer.rules
      .filter(({ id }) => !before.has(id))
      .map(({ id }): PackChange => ({ of: id, what: 'is new', bump: 'minor' })),
  ];
}

function ruleChanges(older: RuleFile, newer: RuleFile): readonly PackChange[] {
  if (older.kind !== newer.kind) {
    return [{ of: newer.id, what: `was of kind ${older.kind}`, bump: 'major' }];
  }
  const changes = [...confidenceChange(older, newer), ...memberChanges(older, newer, newer.id)];
  if (older.kind !== 'sensitivity' || newer.kind !== 'sensitivity') return changes;
  return [...changes, ...rowChanges(older, newer)];
}

/** Between high and medium confidence nothing is decided; low silences a rule. */
function confidenceChange(older: RuleFile, newer: RuleFile): readonly PackChange[] {
  const isLow = (rule: RuleFile): boolean => 'confidence' in rule && rule.confidence === 'low';
  const now = isLow(newer);
  if (isLow(older) === now) return [];
  return [
    now
      ? { of: newer.id, what: 'drives no card any more, being of low confidence', bump: 'major' }
      : { of: newer.id, what: 'now drives cards', bump: 'minor' },
  ];
}

function rowChanges(
  older: Extract<RuleFile, { kind: 'sensitivity' }>,
  newer: Extract<RuleFile, { kind: 'sensitivity' }>,
): readonly PackChange[] {
  const cells = (table: typeof older) =>
    new Map(
      table.rows.flatMap(({ alteration, background = [], phase, unless = [], calls }) => {
        const context = [
          alteration,
          ...(background.length === 0 ? [] : [`with ${[...background].sort().join(' or ')}`]),
          ...(phase === undefined ? [] : [`in ${phase}`]),
          ...(unless.length === 0 ? [] : [`without ${[...unless].sort().join(', ')}`]),
        ].join(' ');
        return Object.entries(calls).map(([drug, cell]) => [`${context}, ${drug}`, cell] as const);
      }),
    );
  const before = cells(older);
  const after = cells(newer);
  const at = (what: string, bump: Bump): PackChange => ({ of: newer.id, what, bump });
  return [
    ...[...before].flatMap(([place, cell]): readonly PackChange[] => {
      const now = after.get(place);
      if (now === undefined) return [at(`${place}: ${cell.call} is gone`, 'major')];
      if (now.call !== cell.call) {
        return [at(`${place}: ${cell.call} has become ${now.call}`, 'major')];
      }
      if ((now.confidence === 'low') !== (cell.confidence === 'low')) {
        return now.confidence === 'low'
          ? [at(`${place}: drives no card any more, being of low confidence`, 'major')]
          : [at(`${place}: ${now.call} now drives cards`, 'minor')];
      }
      return memberChanges(cell, now, newer.id, `${place}: `);
    }),
    ...[...after]
      .filter(([place]) => !before.has(place))
      .map(([place, { call }]) => at(`${place}: ${call} is new`, 'minor')),
  ];
}

/** What differs between two versions of the shared pack. */
export function sharedChanges(older: SharedFiles, newer: SharedFiles): readonly PackChange[] {
  const { terminology: namesBefore, ...before } = older;
  const { terminology: namesAfter, ...after } = newer;
  return [
    ...tableChanges('gene', namesBefore.genes, namesAfter.genes),
    ...tableChanges('drug', namesBefore.drugs, namesAfter.drugs),
    ...tableChanges('drug class', namesBefore.drugClasses, namesAfter.drugClasses),
    ...tableChanges('disease', namesBefore.diseases, namesAfter.diseases),
    ...tableChanges('assay', namesBefore.assays, namesAfter.assays),
    ...tableChanges(
      'single-gene test',
      namesBefore.singleGeneTests ?? {},
      namesAfter.singleGeneTests ?? {},
    ),
    ...tableChanges('test', before.tests, after.tests),
    ...tableChanges('toxicity', before.toxicities, after.toxicities),
    ...tableChanges('gate', before.gates, after.gates),
    ...tableChanges('source', before.sources, after.sources),
    ...tableChanges(
      'override reason',
      keyed(before.overrideReasons, ({ code }) => code),
      keyed(after.overrideReasons, ({ code }) => code),
    ),
    ...tableChanges(
      'pathway',
      keyed(before.pathways, ({ id }) => id),
      keyed(after.pathways, ({ id }) => id),
    ),
  ];
}

function tableChanges(
  what: string,
  older: Readonly<Record<string, object>>,
  newer: Readonly<Record<string, object>>,
): readonly PackChange[] {
  return [
    ...Object.entries(older).flatMap(([id, entry]): readonly PackChange[] => {
      const now = newer[id];
      return now === undefined
        ? [{ of: `${what} ${id}`, what: 'is gone', bump: 'major' }]
        : memberChanges(entry, now, `${what} ${id}`);
    }),
    ...Object.keys(newer)
      .filter((id) => !Object.hasOwn(older, id))
      .map((id): PackChange => ({ of: `${what} ${id}`, what: 'is new', bump: 'minor' })),
  ];
}

/** Members that only tell: wording, numbers of nobody's decision, the history of a check. */
const TELLING: ReadonlySet<string> = new Set([
  'title',
  'statement',
  'statusBasis',
  'statusNote',
  'indicationsNote',
  'noOncotree',
  'tradeOff',
  'note',
  'confidence',
  'because',
  'shows',
  'reviewed',
  'seed',
  'name',
  'display',
  'purpose',
  'watch',
  'advice',
  'source',
  'authors',
  'journal',
  'year',
  'pmid',
  'doi',
  'url',
]);

/** Lists of which any member is enough: a longer list speaks for more patients or reads more records. */
const WIDENING: ReadonlySet<string> = new Set([
  'alterations',
  'diseases',
  'resistantTo',
  'background',
  'suspectedBy',
  'present',
  'target',
  'anyOf',
  'overcomes',
  'decay',
  'of',
  'with',
  'aliases',
  'synonyms',
  'names',
  'rxnorm',
  'rxnormProducts',
  'atc',
  'ncit',
  'snomed',
  'unii',
  'icd10',
  'icdO3',
  'oncotree',
  'loinc',
  'codes',
  'answers',
  'sequences',
  'exons',
  'otherNumberings',
  'truncal',
  'genes',
  'nodes',
  'settles',
  'fallbackFor',
  'oneLesion',
  'after',
  'sinceProgressionUnder',
  'regions',
  'indications',
]);

/** Lists that hold back: a longer list speaks for fewer patients. */
const NARROWING: ReadonlySet<string> = new Set([
  'unless',
  'absent',
  'noPrior',
  'without',
  'prior',
  'testedAbsent',
  'genesToClear',
  'excludedBy',
  'untested',
]);

/** Compared by `rowChanges`. */
const APART: ReadonlySet<string> = new Set(['rows', 'id', 'kind', 'version']);

/** `drugs` and `responses` are alternatives in rules about single drugs, a regimen in options. */
function widens(member: string, owner: object): boolean {
  if (member === 'drugs') return 'verdict' in owner || 'criteria' in owner;
  return WIDENING.has(member) || member === 'responses';
}

function memberChanges(
  older: object,
  newer: object,
  of: string,
  where = '',
): readonly PackChange[] {
  const before = older as Readonly<Record<string, unknown>>;
  const after = newer as Readonly<Record<string, unknown>>;
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return members.flatMap((member): readonly PackChange[] => {
    const [was, is] = [before[member], after[member]];
    if (APART.has(member) || isSame(was, is)) return [];
    const change = (what: string, bump: Bump): PackChange => ({ of, what: where + what, bump });
    if (member === 'retired') {
      return is === undefined
        ? [change('is no longer retired', 'major')]
        : [change('is retired', was === undefined ? 'major' : 'patch')];
    }
    if (member === 'verified') {
      if (was !== undefined && is !== undefined) return [change('was checked again', 'patch')];
      return is === undefined
        ? [change('is no longer verified, so that it is not shown', 'major')]
        : [change('is verified now, so that it may speak', 'minor')];
    }
    if (member === 'evidence') {
      return [
        evidenceChange(was as readonly EvidenceItem[], is as readonly EvidenceItem[], change),
      ];
    }
    if (TELLING.has(member)) return [change(`"${member}" is worded anew`, 'patch')];
    const lists = widens(member, newer) ? 'widen' : NARROWING.has(member) ? 'narrow' : null;
    if (lists !== null && isListOrNone(was) && isListOrNone(is)) {
      if (member === 'indications') {
        const then = (was ?? []) as readonly Indication[];
        const now = (is ?? []) as readonly Indication[];
        const [gone, added] = [withoutReworded(then, now), withoutReworded(now, then)];
        return gone.length + added.length === 0
          ? [change(`"${member}" is worded anew`, 'patch')]
          : listChanges(member, gone, added, lists, change);
      }
      return listChanges(member, was ?? [], is ?? [], lists, change);
    }
    if (isPlainObject(was) && isPlainObject(is)) {
      return memberChanges(was, is, of, `${where}${member}, `);
    }
    const said = (value: unknown): string => (value === undefined ? 'nothing' : told(value));
    return [change(`"${member}" was ${said(was)} and is ${said(is)}`, 'major')];
  });
}

/**
 * The indications that are new or gone. One for the same tumours with the same partners as before is
 * not: in which line of treatment, and which label says so, is wording as long as their number stays.
 */
function withoutReworded(
  indications: readonly Indication[],
  others: readonly Indication[],
): readonly Indication[] {
  const place = (indication: Indication): string => {
    const { region, disease, otherDisease, alterations, markers, with: partners } = indication;
    const tumour = disease ?? otherDisease ?? null;
    return canonicalJson([region, tumour, alterations ?? [], markers ?? [], partners ?? []]);
  };
  const [here, there] = [indications, others].map((list) => groupInto(list, (i) => [place(i)]));
  return indications.filter((i) => here?.get(place(i))?.length !== there?.get(place(i))?.length);
}

function listChanges(
  member: string,
  was: readonly unknown[],
  is: readonly unknown[],
  lists: 'widen' | 'narrow',
  change: (what: string, bump: Bump) => PackChange,
): readonly PackChange[] {
  const missing = (from: readonly unknown[], inOther: readonly unknown[]): readonly string[] => {
    const others = new Set(inOther.map(canonicalJson));
    return from.filter((item) => !others.has(canonicalJson(item))).map(told);
  };
  const added = missing(is, was);
  const removed = missing(was, is);
  // A condition where there was none holds back, and taking the last one away lets all in.
  const first = was.length === 0 && CONDITIONS.has(member);
  const last = is.length === 0 && CONDITIONS.has(member);
  const more: Bump = (lists === 'widen') !== first ? 'minor' : 'major';
  const less: Bump = (lists === 'widen') !== last ? 'major' : 'minor';
  return [
    ...(added.length === 0 ? [] : [change(`"${member}" also has ${added.join(', ')}`, more)]),
    ...(removed.length === 0
      ? []
      : [change(`"${member}" no longer has ${removed.join(', ')}`, less)]),
    ...(added.length === 0 && removed.length === 0
      ? [change(`"${member}" is in another order`, 'patch')]
      : []),
  ];
}

/** Lists that do not restrict while they are absent. */
const CONDITIONS: ReadonlySet<string> = new Set([
  'background',
  'present',
  'with',
  'after',
  'sinceProgressionUnder',
]);

/** A card is critical at level A or B and a warning below, so that crossing over turns it. */
function evidenceChange(
  was: readonly EvidenceItem[] | undefined,
  is: readonly EvidenceItem[] | undefined,
  change: (what: string, bump: Bump) => PackChange,
): PackChange {
  const best = (items: readonly EvidenceItem[] = []): EvidenceLevel | null =>
    items.reduce<EvidenceLevel | null>(
      (found, { level }) => (found === null || level < found ? level : found),
      null,
    );
  const [before, after] = [best(was), best(is)];
  const isStrong = (level: EvidenceLevel | null): boolean => level === 'A' || level === 'B';
  return before === after || isStrong(before) === isStrong(after)
    ? change('its evidence differs', 'patch')
    : change(`its best evidence was ${before ?? 'none'} and is ${after ?? 'none'}`, 'major');
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}

function isListOrNone(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

function byId(rules: readonly RuleFile[]): ReadonlyMap<string, RuleFile> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

function keyed<T>(items: readonly T[], keyOf: (item: T) => string): Readonly<Record<string, T>> {
  return Object.fromEntries(items.map((item) => [keyOf(item), item]));
}
