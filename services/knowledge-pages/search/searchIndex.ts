import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import {
  alterationPattern,
  type AlterationPattern,
} from '../../../src/rulebase/alterationPattern.ts';
import { patternRelations, type PatternRelations } from '../../../src/rulebase/patternRelations.ts';
import { wordsOf } from '../../../src/nomenclature/words.ts';
import { ruleName } from '../../../src/cards/knowledgeLink.ts';
import type { Addresses } from '../addresses.ts';
import type { Edition } from '../edition.ts';
import { standing } from '../parts/RuleList.tsx';
import type { Register } from '../register.ts';
import { KINDS, STATUSES } from '../wording/terms.ts';

/** What can be found. */
export interface Findable {
  readonly kind: string;
  readonly title: string;
  readonly href: string;
  /** In few words, beside the title. */
  readonly note: string;
  /** Names, in words as look-ups compare them and as they are spelt; the first is the proper one. */
  readonly names: readonly { readonly words: string; readonly spelt: string }[];
  /** What else it says, in words. */
  readonly text: string;
  /** Entries of names before rules, rules before sources, where all else is equal. */
  readonly weight: number;
  /** Somebody may have misspelt it. */
  readonly isName: boolean;
}

/** All that can be found, prepared once for many searches. */
export interface SearchIndex {
  readonly knowledge: KnowledgeBase;
  readonly relations: PatternRelations;
  readonly entries: readonly Findable[];
  readonly byHref: ReadonlyMap<string, Findable>;
  readonly hrefs: {
    readonly drug: (id: string) => string;
    readonly gene: (symbol: string) => string;
    readonly disease: (id: string) => string;
    readonly rulesAbout: (drug: string) => readonly string[];
  };
  /** Every pattern of every rule, with where it stands. */
  readonly patterns: readonly IndexedPattern[];
  /** Genes of which a rule names a change of the protein. */
  readonly changedGenes: readonly string[];
}

interface IndexedPattern {
  readonly pattern: AlterationPattern;
  readonly text: string;
  readonly href: string;
  /** The rule looks for it; otherwise it only says in whom the rule speaks. */
  readonly isLookedFor: boolean;
}

const NAME_WEIGHT = 3;
const TABLE_WEIGHT = 10;

export function searchIndex(
  { shared: { shared }, rules, packs }: Edition,
  register: Register,
  knowledge: KnowledgeBase,
  at: Addresses,
): SearchIndex {
  const { drugs, drugClasses, genes, diseases } = shared.terminology;
  const entries: readonly Findable[] = [
    ...Object.entries(genes).map(([symbol, { name, aliases = [] }]) =>
      entry(
        'Gene',
        symbol,
        at.entry('genes', symbol),
        name,
        [symbol, ...aliases, name],
        NAME_WEIGHT,
      ),
    ),
    ...Object.entries(drugs).map(([id, { name, synonyms = [], status, class: of }]) =>
      entry(
        'Drug',
        name,
        at.entry('drugs', id),
        `${drugClasses[of]?.name ?? of}, ${STATUSES[status]}`,
        [name, id, ...synonyms],
        NAME_WEIGHT,
      ),
    ),
    ...Object.entries(drugClasses).map(([id, { name }]) =>
      entry('Class of drugs', name, at.drugClass(id), '', [name, id], NAME_WEIGHT),
    ),
    ...Object.entries(diseases).map(([id, { name, names = [] }]) =>
      entry('Disease', name, at.entry('diseases', id), '', [name, id, ...names], NAME_WEIGHT),
    ),
    ...packs.map(({ manifest: { id, name, version } }) =>
      entry('Pack', name, at.pack(id), version, [name, id], NAME_WEIGHT),
    ),
    ...[...rules.values()].map(({ rule, pack }) =>
      entry(
        KINDS[rule.kind],
        rule.title,
        at.rule(rule.id),
        `${standing(rule, shared)} · ${pack.name}`,
        [rule.title, rule.id, ruleName(rule.id)],
        // What decides for a change of the target itself.
        rule.kind === 'sensitivity' ? TABLE_WEIGHT : 1,
        'statement' in rule ? rule.statement : '',
      ),
    ),
    ...Object.entries(shared.sources).map(([id, { title, authors, year, pmid }]) =>
      entry(
        'Source',
        title,
        at.entry('sources', id),
        [authors, String(year)].filter((part) => part !== undefined).join(', '),
        [title, id, `${authors ?? ''} ${String(year)}`, ...(pmid === undefined ? [] : [pmid])],
        0,
      ),
    ),
  ];
  const patterns = [...rules.values()].flatMap(({ rule }): readonly IndexedPattern[] => {
    const mentions = register.mentions.get(rule);
    const href = at.rule(rule.id);
    const indexed = (texts: readonly string[], isLookedFor: boolean) =>
      [...new Set(texts)].flatMap((text) => {
        const pattern = alterationPattern(text);
        return pattern === null ? [] : [{ pattern, text, href, isLookedFor }];
      });
    return [
      ...indexed(mentions?.alterations ?? [], true),
      ...indexed(mentions?.context ?? [], false),
    ];
  });
  return {
    knowledge,
    relations: patternRelations(knowledge.terminology, knowledge.patternContext),
    entries,
    byHref: new Map(entries.map((one) => [one.href, one])),
    hrefs: {
      drug: (id) => at.entry('drugs', id),
      gene: (symbol) => at.entry('genes', symbol),
      disease: (id) => at.entry('diseases', id),
      rulesAbout: (drug) =>
        (register.aboutDrug.get(drug) ?? []).map(({ rule }) => at.rule(rule.id)),
    },
    patterns,
    changedGenes: [
      ...new Set(
        patterns.flatMap(({ pattern }) =>
          pattern.kind === 'change' || pattern.kind === 'residue' ? [pattern.gene] : [],
        ),
      ),
    ].sort(),
  };
}

function entry(
  kind: string,
  title: string,
  href: string,
  note: string,
  names: readonly string[],
  weight: number,
  text = '',
): Findable {
  const inWords = (name: string): string => wordsOf(name).join(' ');
  return {
    kind,
    title,
    href,
    note,
    names: names.map((spelt) => ({ words: inWords(spelt), spelt })),
    text: inWords(text),
    weight,
    isName: weight === NAME_WEIGHT,
  };
}
