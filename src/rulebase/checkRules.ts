import type { EvidenceKind, EvidenceLevel } from '../domain/evidence.ts';
import type { DrugId } from '../domain/therapy.ts';
import { compileTerminology } from '../nomenclature/terminology.ts';
import { alterationPattern, geneOfPattern, type AlterationPattern } from './alterationPattern.ts';
import { casesInTurn } from './casesInTurn.ts';
import { compileKnowledge, strongest } from './compileKnowledge.ts';
import { groupInto } from './groupInto.ts';
import type { CompiledCell, CompiledRow, KnowledgeBase } from './knowledge.ts';
import { patternRelations, type PatternRelations } from './patternRelations.ts';
import type { EvidenceItem, RuleBaseFiles, RuleBaseWithCases, RuleFile } from './ruleFiles.ts';

/**
 * The second check: what no schema can see because it lies between files. Names that do not resolve,
 * what is written twice, drugs called both sensitive and resistant in one context, what can never
 * match, claims that their sources do not carry. One sentence each, naming the rule.
 */
export function ruleFaults(files: RuleBaseWithCases): readonly string[] {
  const compiled = compileKnowledge(files);
  const own = [
    ...duplicateIds(files),
    ...terminologyFaults(files),
    ...evidenceFaults(files),
    ...caseFaults(files),
    ...retirementFaults(files),
  ];
  if (!compiled.ok) return [...compiled.faults, ...own];
  const { knowledge } = compiled;
  const relations = patternRelations(
    compileTerminology({ ...files.terminology, gates: files.gates }),
    knowledge.patternContext,
  );
  return [
    ...own,
    ...patternFaults(files, relations),
    ...withoutCase(files, relations),
    ...repeatedRules(files),
    ...contradictions(knowledge, relations),
    ...unreachable(files, knowledge, relations),
  ];
}

const rulesOf = ({ packs }: RuleBaseFiles): readonly RuleFile[] => packs.flatMap((p) => p.rules);

/** Rules that speak: the retired ones are kept as history only. */
const speaking = (files: RuleBaseFiles): readonly RuleFile[] =>
  rulesOf(files).filter(({ retired }) => retired === undefined);

function duplicateIds(files: RuleBaseFiles): readonly string[] {
  return [...groupInto(rulesOf(files), ({ id }) => [id])]
    .filter(([, rules]) => rules.length > 1)
    .map(([id]) => `Rule ${id}: two files have this id.`);
}

/** Drugs and diseases by which the reader could not tell what is meant, or that leave out what each must say. */
function terminologyFaults({ terminology, pathways }: RuleBaseFiles): readonly string[] {
  const { genes, drugs, drugClasses, diseases } = terminology;
  const classless = Object.entries(drugs).flatMap(([id, drug]) =>
    Object.hasOwn(drugClasses, drug.class)
      ? []
      : [`Drug ${id}: its class "${drug.class}" is not in drug-classes.json.`],
  );
  const nodes = new Set(pathways.flatMap((pathway) => pathway.nodes.map(({ id }) => id)));
  const nowhere = (what: string, node: string | undefined): readonly string[] =>
    node === undefined || nodes.has(node)
      ? []
      : [`${what}: its node "${node}" is in no pathway of pathways.json.`];
  const misplaced = [
    ...Object.entries(drugs).flatMap(([id, { targets = [], node }]) => [
      ...targets
        .filter((gene) => !Object.hasOwn(genes, gene))
        .map((gene) => `Drug ${id}: its target "${gene}" is not in genes.json.`),
      ...nowhere(`Drug ${id}`, node),
    ]),
    ...Object.entries(genes).flatMap(([symbol, { node }]) => nowhere(`Gene ${symbol}`, node)),
  ];
  const withoutLabel = Object.entries(drugs).flatMap(([id, drug]) =>
    drug.status !== 'approved' ||
    drugClasses[drug.class]?.antineoplastic !== true ||
    drug.indications !== undefined ||
    drug.indicationsNote !== undefined
      ? []
      : [
          `Drug ${id}: it is approved, and lists no indication of its labels; say in "indicationsNote" why.`,
        ],
  );
  const withoutOncotree = Object.entries(diseases).flatMap(([id, { oncotree, noOncotree }]) => {
    if (oncotree === undefined && noOncotree === undefined) {
      return [`Disease ${id}: it has no OncoTree code; say in "noOncotree" why.`];
    }
    return oncotree !== undefined && noOncotree !== undefined
      ? [`Disease ${id}: it has an OncoTree code, and "noOncotree" says why it has none.`]
      : [];
  });
  const orphans = (tree: Readonly<Record<string, { readonly parent?: string }>>, what: string) =>
    Object.entries(tree).flatMap(([id, { parent }]) =>
      parent === undefined || Object.hasOwn(tree, parent)
        ? []
        : [`${what} ${id}: its parent "${parent}" is not there.`],
    );
  const codes = (
    entries: Readonly<Record<string, object>>,
    systems: readonly string[],
    what: string,
  ): readonly string[] => {
    const claims = Object.entries(entries).flatMap(([id, entry]) =>
      systems.flatMap((system) =>
        ((entry as Readonly<Record<string, readonly string[] | undefined>>)[system] ?? []).map(
          (code) => ({ id, code: `${system} ${code}` }),
        ),
      ),
    );
    return [...groupInto(claims, ({ code }) => [code])].flatMap(([code, claimed]) =>
      claimed.length < 2
        ? []
        : [`${what} ${claimed.map(({ id }) => id).join(' and ')} share the code ${code}.`],
    );
  };
  return [
    ...classless,
    ...misplaced,
    ...withoutLabel,
    ...withoutOncotree,
    ...orphans(drugClasses, 'Drug class'),
    ...orphans(diseases, 'Disease'),
    ...codes(drugs, ['rxnorm', 'rxnormProducts', 'atc', 'ncit', 'snomed', 'unii'], 'Drugs'),
    ...codes(diseases, ['snomed', 'icd10', 'oncotree'], 'Diseases'),
  ];
}

/** Level A and B rest on what was tried prospectively in patients, or on those who judged it. */
const CARRIES_A_OR_B: ReadonlySet<EvidenceKind> = new Set([
  'label',
  'guideline',
  'randomised-trial',
  'single-arm-trial',
]);

function evidenceFaults(files: RuleBaseFiles): readonly string[] {
  return speaking(files).flatMap((rule) =>
    evidenceOf(rule).flatMap(({ where, items }) =>
      items.flatMap(({ source, level }): readonly string[] => {
        const kind = files.sources[source]?.kind;
        if (kind === undefined || level > 'B' || CARRIES_A_OR_B.has(kind)) return [];
        return [
          `Rule ${rule.id}${where}: ${source} is cited at level ${level}, but is ${KIND_NAMES[kind]}; level A and B need a label, a guideline or a prospective trial.`,
        ];
      }),
    ),
  );
}

const KIND_NAMES: Readonly<Record<EvidenceKind, string>> = {
  label: 'a label',
  guideline: 'a guideline',
  'randomised-trial': 'a randomised trial',
  'single-arm-trial': 'a single-arm trial',
  observational: 'an observational study',
  'case-report': 'a case report',
  preclinical: 'laboratory work',
};

/** Evidence of a rule with the place where it stands; `where` is empty for the rule itself. */
export function evidenceOf(
  rule: RuleFile,
): readonly { readonly where: string; readonly items: readonly EvidenceItem[] }[] {
  switch (rule.kind) {
    case 'sensitivity':
      return rule.rows.flatMap((row) =>
        Object.entries(row.calls).map(([drug, cell]) => ({
          where: `, ${row.alteration}, ${drug}`,
          items: cell.evidence,
        })),
      );
    case 'option':
      return [
        { where: '', items: rule.evidence },
        ...(rule.overcomes ?? []).map(({ alterations, evidence }) => ({
          where: `, overcoming ${alterations.join(', ')}`,
          items: evidence,
        })),
      ];
    case 'rechallenge':
      return [
        { where: '', items: rule.evidence },
        ...(rule.decay ?? []).map(({ alterations, evidence }) => ({
          where: `, decay of ${alterations.join(', ')}`,
          items: evidence,
        })),
      ];
    case 'thresholds':
      return Object.entries(rule.values).map(([name, { evidence }]) => ({
        where: `, ${name}`,
        items: evidence,
      }));
    case 'mechanism':
    case 'order':
      return [{ where: '', items: rule.evidence }];
    default:
      return rule satisfies never;
  }
}

/** A case that names what nobody knows would never be the patient it describes. */
function caseFaults({ packs, terminology }: RuleBaseWithCases): readonly string[] {
  const { drugs, diseases, genes } = terminology;
  return packs.flatMap(({ cases }) =>
    cases.flatMap(({ rule, matches, doesNotMatch }) =>
      [...matches, ...doesNotMatch].flatMap(casesInTurn).flatMap((one) => {
        const at = (what: string): string => `Case of ${rule} ("${one.reason}"): ${what}.`;
        const named = [...(one.prior ?? []).flat(), ...(one.ordered ?? [])];
        const patterns = [...one.tumour, ...(one.otherLesion ?? []), ...(one.baseline ?? [])];
        return [
          ...(Object.hasOwn(diseases, one.disease)
            ? []
            : [at(`the disease "${one.disease}" is unknown`)]),
          ...named
            .filter((drug) => !Object.hasOwn(drugs, drug))
            .map((drug) => at(`the drug "${drug}" is unknown; a case names drugs, not classes`)),
          ...patterns.flatMap((text) => {
            const pattern = alterationPattern(text);
            const gene = pattern === null ? null : geneOfPattern(pattern);
            if (pattern === null) return [at(`"${text}" is not in a known form`)];
            return gene === null || Object.hasOwn(genes, gene)
              ? []
              : [at(`the gene "${gene}" is unknown`)];
          }),
        ];
      }),
    ),
  );
}

function retirementFaults(files: RuleBaseFiles): readonly string[] {
  const rules = new Map(rulesOf(files).map((rule) => [rule.id, rule]));
  return [...rules.values()].flatMap(({ id, retired }) => {
    if (retired?.replacedBy === undefined) return [];
    const heir = rules.get(retired.replacedBy);
    if (heir === undefined) {
      return [`Rule ${id}: it is replaced by "${retired.replacedBy}", which is not there.`];
    }
    return heir.retired === undefined
      ? []
      : [`Rule ${id}: it is replaced by ${heir.id}, which is retired itself.`];
  });
}

/** Alterations of a mechanism that could fall out of it without any of its cases missing them. */
function withoutCase({ packs }: RuleBaseWithCases, relations: PatternRelations): readonly string[] {
  const read = (texts: readonly string[]): readonly AlterationPattern[] =>
    texts.flatMap((text) => alterationPattern(text) ?? []);
  return packs.flatMap(({ rules, cases }) =>
    rules.flatMap((rule) => {
      const own = cases.find((one) => one.rule === rule.id);
      if (rule.kind !== 'mechanism' || rule.retired !== undefined || own === undefined) return [];
      const inCases = read(own.matches.flatMap(casesInTurn).flatMap(({ tumour }) => tumour));
      return rule.alterations
        .filter((text) =>
          read([text]).some(
            (pattern) => !inCases.some((other) => relations.overlap(pattern, other)),
          ),
        )
        .map(
          (text) =>
            `Rule ${rule.id}: none of its cases has ${text}; write one that must match, or add it to "inTurn" of one.`,
        );
    }),
  );
}

interface PatternList {
  readonly member: string;
  readonly texts: readonly string[];
}

function patternListsOf(rule: RuleFile): readonly PatternList[] {
  const list = (member: string, texts: readonly string[] | undefined): PatternList[] =>
    texts === undefined ? [] : [{ member, texts }];
  switch (rule.kind) {
    case 'mechanism':
      return [
        ...list('alterations', rule.alterations),
        ...list('background', rule.background),
        ...list('unless', rule.unless),
        ...list('suspectedBy', rule.suspectedBy),
      ];
    case 'sensitivity':
      return rule.rows.flatMap((row) => [
        ...list('alteration', [row.alteration]),
        ...list(`background of ${row.alteration}`, row.background),
        ...list(`unless of ${row.alteration}`, row.unless),
      ]);
    case 'option':
      return [
        ...list('present', rule.when.present),
        ...list('absent', rule.when.absent),
        ...(rule.overcomes ?? []).flatMap((o) => [
          ...list('overcomes', o.alterations),
          ...list('background of overcomes', o.background),
        ]),
      ];
    case 'rechallenge':
      return [
        ...list('present', rule.criteria.present),
        ...list('absent', rule.criteria.absent),
        ...(rule.decay ?? []).flatMap((d) => list('decay', d.alterations)),
      ];
    case 'order':
      return [
        ...list('present', rule.when.present),
        ...list('testedAbsent', rule.when.testedAbsent),
        ...list('target', rule.when.target),
        ...list('oneLesion', rule.when.oneLesion),
      ];
    case 'thresholds':
      return [];
    default:
      return rule satisfies never;
  }
}

/** Alterations that no reader produces, tumour types that are not there, and lists that say a thing twice. */
function patternFaults(files: RuleBaseFiles, relations: PatternRelations): readonly string[] {
  const { diseases } = files.terminology;
  const references = new Map<string, { readonly text: string; readonly rule: string }>();
  return speaking(files).flatMap((rule) =>
    patternListsOf(rule).flatMap(({ member, texts }) => {
      const patterns = texts.flatMap((text) => {
        const pattern = alterationPattern(text);
        return pattern === null ? [] : [{ text, pattern }];
      });
      return patterns.flatMap(({ text, pattern }, index): readonly string[] => {
        const at = (what: string): string => `Rule ${rule.id}, ${member}: ${what}.`;
        if (pattern.kind === 'histology' && !Object.hasOwn(diseases, pattern.disease)) {
          return [at(`"${text}" names a disease that is not in diseases.json`)];
        }
        if (!relations.isPossible(pattern)) {
          const why =
            pattern.kind === 'exon'
              ? `genes.json does not say which residues exon ${String(pattern.exon)} of ${pattern.gene} has`
              : `results are read as changes of the MANE transcript, in which it has another number or none`;
          return [at(`"${text}" can never match: ${why}`)];
        }
        const twice = patterns.find(
          (other, place) =>
            place !== index &&
            relations.covers(other.pattern, pattern) &&
            (place < index || !relations.covers(pattern, other.pattern)),
        );
        if (twice !== undefined) {
          return [at(`"${text}" is already said by "${twice.text}"`)];
        }
        const residue = referenceOf(pattern);
        if (residue === null) return [];
        const known = references.get(residue.place);
        if (known === undefined) references.set(residue.place, { text, rule: rule.id });
        return known === undefined || referenceIn(known.text) === residue.letter
          ? []
          : [
              at(
                `"${text}" and "${known.text}" of ${known.rule} name different amino acids of one residue; one of them can never match`,
              ),
            ];
      });
    }),
  );
}

/** The residue that a pattern names with its reference amino acid. */
function referenceOf(
  pattern: AlterationPattern,
): { readonly place: string; readonly letter: string } | null {
  const text =
    pattern.kind === 'change'
      ? pattern.change
      : pattern.kind === 'residue' && pattern.reference !== null
        ? `${pattern.reference}${String(pattern.residue)}`
        : null;
  const match = text === null ? null : /^([A-Z])(\d+)/.exec(text);
  return match === null
    ? null
    : { place: `${geneOfPattern(pattern) ?? ''} ${match[2] ?? ''}`, letter: match[1] ?? '' };
}

function referenceIn(text: string): string | null {
  const pattern = alterationPattern(text);
  return pattern === null ? null : (referenceOf(pattern)?.letter ?? null);
}

/** Rules that differ in nothing that decides. */
function repeatedRules(files: RuleBaseFiles): readonly string[] {
  const decides = (rule: RuleFile): string | null => {
    switch (rule.kind) {
      case 'mechanism':
        return said(
          rule.diseases,
          rule.alterations,
          rule.background,
          rule.unless,
          rule.resistantTo,
        );
      case 'option': {
        const { present, absent, prior, noPrior } = rule.when;
        return said(
          rule.diseases,
          rule.drugs,
          present,
          absent,
          prior?.map((p) => p.anyOf),
          noPrior,
        );
      }
      case 'order': {
        const { present, testedAbsent, without, target, oneLesion } = rule.when;
        return said(
          rule.diseases,
          [rule.verdict],
          rule.drugs,
          present,
          testedAbsent,
          without,
          target,
          oneLesion,
        );
      }
      case 'rechallenge':
        return said(rule.diseases, rule.drugs);
      case 'sensitivity':
      case 'thresholds':
        return null;
      default:
        return rule satisfies never;
    }
  };
  const keyed = speaking(files).map((rule) => ({ rule, key: decides(rule) }));
  return [
    ...groupInto(keyed, ({ rule, key }) => (key === null ? [] : [`${rule.kind} ${key}`])).values(),
  ].flatMap((same) =>
    same.length < 2
      ? []
      : [
          `Rules ${same.map(({ rule }) => rule.id).join(' and ')} say the same of the same patients.`,
        ],
  );
}

function said(...lists: readonly (readonly unknown[] | undefined)[]): string {
  return JSON.stringify(
    lists.map((list) => (list ?? []).map((item) => JSON.stringify(item)).sort()),
  );
}

/** Who a statement is about. */
interface Context {
  readonly rule: string;
  readonly diseases: ReadonlySet<string>;
  readonly alteration: AlterationPattern;
  readonly background: readonly AlterationPattern[];
  readonly unless: readonly AlterationPattern[];
  readonly phase: CompiledRow['phase'];
  /** Drugs of which one must have been given before. */
  readonly prior?: ReadonlySet<DrugId> | null;
}

interface Said extends Context {
  readonly call: CompiledCell['call'];
  readonly level: EvidenceLevel;
  /** Place in the order in which the engine looks. */
  readonly place: number;
}

/** What is said of each drug, by table cells and mechanism rules. */
function saidByDrug(knowledge: KnowledgeBase): ReadonlyMap<DrugId, readonly Said[]> {
  const byDrug = new Map<DrugId, Said[]>();
  let place = 0;
  const add = (drug: DrugId, said: Omit<Said, 'place'>): void => {
    const list = byDrug.get(drug) ?? [];
    list.push({ ...said, place: (place += 1) });
    byDrug.set(drug, list);
  };
  for (const rows of knowledge.sensitivities.values()) {
    for (const row of rows) {
      for (const [drug, { call, level }] of row.calls) {
        add(drug, { ...row, rule: row.rule.rule, call, level });
      }
    }
  }
  for (const rule of new Set([...knowledge.mechanisms.values()].flat())) {
    const level = strongest(rule.evidence);
    // A rule that waits for a second hit or speaks of a tumour type contradicts no cell.
    if (level === null || rule.biallelic) continue;
    for (const alteration of rule.alterations) {
      for (const drug of rule.resistantTo) {
        add(drug, { ...rule, rule: rule.rule.rule, alteration, phase: null, call: 'R', level });
      }
    }
  }
  return byDrug;
}

/**
 * A drug called sensitive and resistant for one patient. A call of resistance that asks for more in the
 * tumour than the sensitive one is an exception to it, and prevails; anything else is a contradiction.
 */
function contradictions(knowledge: KnowledgeBase, relations: PatternRelations): readonly string[] {
  return [...saidByDrug(knowledge)].flatMap(([drug, said]) => {
    const resistant = said.filter(({ call }) => call === 'R');
    return said
      .filter(({ call }) => call === 'S')
      .flatMap((s) =>
        resistant
          .filter((r) => canBothHold(s, r, relations) && !isException(r, s))
          .map(
            (r) =>
              `${drug} is called sensitive by ${s.rule} (${named(s.alteration)}) and resistant by ${r.rule} (${named(r.alteration)}) for the same patients. Say in "background" or "unless" who is meant, or settle it as "I" with both sources.`,
          ),
      );
  });
}

const isException = (resistant: Context, sensitive: Context): boolean =>
  (resistant.prior ?? null) !== null ||
  (resistant.background.length > 0 && sensitive.background.length === 0) ||
  (resistant.phase !== null && sensitive.phase === null);

function canBothHold(a: Context, b: Context, { covers, overlap }: PatternRelations): boolean {
  if (!overlap(a.alteration, b.alteration)) return false;
  if (![...a.diseases].some((disease) => b.diseases.has(disease))) return false;
  const narrower = covers(a.alteration, b.alteration) ? b.alteration : a.alteration;
  const rulesOut = (unless: readonly AlterationPattern[], one: AlterationPattern): boolean =>
    unless.some((pattern) => covers(pattern, one));
  if (rulesOut(a.unless, narrower) || rulesOut(b.unless, narrower)) return false;
  const isRuledOut = (one: Context, other: Context): boolean =>
    one.background.length > 0 && one.background.every((p) => rulesOut(other.unless, p));
  if (isRuledOut(a, b) || isRuledOut(b, a)) return false;
  return a.phase === null || b.phase === null || a.phase === b.phase;
}

/** Rules and cells that nothing in a patient could make speak. */
function unreachable(
  files: RuleBaseFiles,
  knowledge: KnowledgeBase,
  relations: PatternRelations,
): readonly string[] {
  const { terminology } = files;
  const inClass = new Set(Object.values(terminology.drugs).map((drug) => drug.class));
  const hasDrugs = (name: string): boolean =>
    Object.hasOwn(terminology.drugs, name) ||
    Object.keys(terminology.drugClasses).some(
      (id) => inClass.has(id) && isBelow(terminology.drugClasses, id, name),
    );
  const emptyClasses = speaking(files).flatMap((rule) =>
    drugNamesOf(rule)
      .filter((name) => !hasDrugs(name))
      .map(
        (name) => `Rule ${rule.id}: the class "${name}" has no drugs, so nothing is said by it.`,
      ),
  );
  return [...emptyClasses, ...impossible(knowledge, relations), ...shadowed(knowledge, relations)];
}

function isBelow(
  tree: Readonly<Record<string, { readonly parent?: string }>>,
  id: string,
  above: string,
): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = tree[at]?.parent) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}

function drugNamesOf(rule: RuleFile): readonly string[] {
  switch (rule.kind) {
    case 'mechanism':
      return [...rule.resistantTo, ...(rule.prior ?? [])];
    case 'option':
      return [
        ...rule.drugs,
        ...(rule.when.prior ?? []).flatMap((p) => p.anyOf),
        ...(rule.when.noPrior ?? []),
      ];
    case 'rechallenge': {
      const { interveningLine: between } = rule.criteria;
      return [
        ...rule.drugs,
        ...(rule.after ?? []),
        ...(typeof between === 'boolean' ? [] : between.anyOf),
      ];
    }
    case 'order':
      return [
        ...rule.drugs,
        ...(rule.when.without ?? []),
        ...(rule.when.sinceProgressionUnder ?? []),
      ];
    case 'sensitivity':
    case 'thresholds':
      return [];
    default:
      return rule satisfies never;
  }
}

/** Conditions that exclude each other. */
function impossible(knowledge: KnowledgeBase, { covers }: PatternRelations): readonly string[] {
  const allIn = (some: readonly AlterationPattern[], others: readonly AlterationPattern[]) =>
    some.length > 0 && some.every((one) => others.some((other) => covers(other, one)));
  const never = (rule: string, why: string): string => `Rule ${rule} can never speak: ${why}.`;
  const faults: string[] = [];
  for (const rule of new Set([...knowledge.mechanisms.values()].flat())) {
    const { rule: id } = rule.rule;
    if (allIn(rule.alterations, rule.unless)) {
      faults.push(never(id, 'each of its alterations is also in "unless"'));
    }
    if (allIn(rule.background, rule.unless)) {
      faults.push(never(id, 'each background is also in "unless"'));
    }
  }
  for (const row of new Set([...knowledge.sensitivities.values()].flat())) {
    const id = `${row.rule.rule}, ${named(row.alteration)},`;
    if (allIn([row.alteration], row.unless)) {
      faults.push(never(id, 'its alteration is also in "unless"'));
    }
    if (allIn(row.background, row.unless)) {
      faults.push(never(id, 'each background is also in "unless"'));
    }
  }
  for (const option of knowledge.options) {
    const id = option.rule.rule;
    if (allIn(option.present, option.absent)) {
      faults.push(never(id, 'what must be present must also be absent'));
    }
    for (const { name, drugs } of option.prior) {
      if (drugs.size > 0 && [...drugs].every((drug) => option.noPrior.has(drug))) {
        faults.push(never(id, `"${name}" must have been given before and must not`));
      }
    }
  }
  for (const rule of knowledge.orderRules) {
    const id = rule.rule.rule;
    if ([...rule.drugs].every((drug) => rule.without.has(drug))) {
      faults.push(never(id, 'its drugs are also those without which it speaks'));
    }
    if (allIn(rule.present, rule.testedAbsent)) {
      faults.push(never(id, 'what must be present must also be tested and absent'));
    }
  }
  return faults;
}

/** A cell or mechanism that another, at least as strong and looked at before, always speaks for. */
function shadowed(knowledge: KnowledgeBase, relations: PatternRelations): readonly string[] {
  // Of a mechanism rule, the list of its alterations is looked at by itself.
  const tables = new Set([...knowledge.sensitivities.values()].flat().map((row) => row.rule.rule));
  const byRule = new Map<string, { all: number; hidden: Map<string, string> }>();
  for (const [drug, said] of saidByDrug(knowledge)) {
    for (const one of said) {
      const counted = byRule.get(one.rule) ?? { all: 0, hidden: new Map<string, string>() };
      byRule.set(one.rule, counted);
      counted.all += 1;
      const by = said.find((other) => other !== one && hides(other, one, relations));
      if (by !== undefined) counted.hidden.set(`${named(one.alteration)}, ${drug}`, by.rule);
    }
  }
  return [...byRule].flatMap(([rule, { all, hidden }]) => {
    const heads = [...new Set(hidden.values())];
    if (hidden.size === 0) return [];
    if (hidden.size === all) {
      return [`Rule ${rule} can never speak: ${heads.join(' and ')} always speaks for it.`];
    }
    return [...hidden]
      .filter(([, by]) => by === rule && tables.has(rule))
      .map(([cell]) => `Rule ${rule}, ${cell}: another row of the table always speaks for it.`);
  });
}

function hides(a: Said, b: Said, { covers }: PatternRelations): boolean {
  if (a.call !== b.call || a.level > b.level) return false;
  if (a.level === b.level && a.place > b.place) return false;
  const within = (
    some: readonly AlterationPattern[],
    others: readonly AlterationPattern[],
  ): boolean => some.every((one) => others.some((other) => covers(other, one)));
  return (
    covers(a.alteration, b.alteration) &&
    [...b.diseases].every((disease) => a.diseases.has(disease)) &&
    // A row of a compound mutation may repeat what holds for one of the two.
    a.background.length > 0 === b.background.length > 0 &&
    within(b.background, a.background) &&
    a.unless.every((one) => b.unless.some((other) => covers(other, one))) &&
    (a.phase === null || a.phase === b.phase) &&
    (a.prior ?? null) === null
  );
}

/** The pattern as curators write it. */
export function named(pattern: AlterationPattern): string {
  switch (pattern.kind) {
    case 'change':
      return `${pattern.gene} ${pattern.change}`;
    case 'residue':
      return pattern.reference === null
        ? `${pattern.gene} codon ${String(pattern.residue)}`
        : `${pattern.gene} ${pattern.reference}${String(pattern.residue)}`;
    case 'exon':
      return `${pattern.gene} exon ${String(pattern.exon)} ${pattern.event}`;
    case 'amplification':
    case 'deletion':
    case 'fusion':
    case 'any':
      return `${pattern.gene} ${pattern.kind}`;
    case 'loss-of-function':
      return `${pattern.gene} loss of function`;
    case 'histology':
      return `histology ${pattern.disease}`;
    default:
      return pattern satisfies never;
  }
}
