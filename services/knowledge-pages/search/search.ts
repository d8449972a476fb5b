import { alterationName, type Alteration } from '../../../src/domain/alteration.ts';
import { slipsBetween } from '../../../src/domain/slipsBetween.ts';
import { compareText, firstDifference } from '../../../src/domain/ordering.ts';
import { diseasesInText } from '../../../src/nomenclature/diseaseLookup.ts';
import { drugsInText } from '../../../src/nomenclature/drugLookup.ts';
import { geneByName } from '../../../src/nomenclature/geneLookup.ts';
import { proteinChangeOf } from '../../../src/nomenclature/proteinChange.ts';
import { genesNamedIn } from '../../../src/nomenclature/genesNamedIn.ts';
import { wordedFindingsIn } from '../../../src/nomenclature/wordedFindings.ts';
import { wordsOf } from '../../../src/nomenclature/words.ts';
import {
  alterationPattern,
  matchesPattern,
  type AlterationPattern,
} from '../../../src/rulebase/alterationPattern.ts';
import type { Findable, SearchIndex } from './searchIndex.ts';

export interface Hit {
  readonly of: Findable;
  /** Why it was found, where its title does not show it. */
  readonly why: string | null;
}

export interface Hits {
  readonly hits: readonly Hit[];
  /** How many there are in all. */
  readonly count: number;
  /** The alteration that the words were read as. */
  readonly readAs: readonly string[];
  /** Names that look alike, when nothing was found. */
  readonly alike: readonly Findable[];
}

/** More would not be read. */
const MOST_HITS = 60;
export const LONGEST_QUERY = 200;

/**
 * Finds genes, alterations however they are written, drugs by any name, diseases, rules and sources.
 * What answers the query in several ways comes first.
 */
export function search(index: SearchIndex, asked: string): Hits {
  const query = asked.trim().slice(0, LONGEST_QUERY);
  const words = wordsOf(query);
  if (words.length === 0) return { hits: [], count: 0, readAs: [], alike: [] };
  const scores = new Map<string, { score: number; why: string | null }>();
  const add = (href: string, score: number, why: string | null = null): void => {
    const known = scores.get(href);
    scores.set(href, { score: (known?.score ?? 0) + score, why: known?.why ?? why });
  };

  const sought = alterationsIn(index, query);
  // An alteration is sought under its plain name too, however it was written.
  const wordings = [words, ...sought.map(({ name }) => wordsOf(name))];
  for (const entry of index.entries) {
    const { score, why } = scoreOfNames(entry, wordings);
    if (score > 0) add(entry.href, score, why);
  }
  const { terminology } = index.knowledge;
  for (const drug of drugsInText(terminology, query)) {
    add(index.hrefs.drug(drug), SCORES.named);
    for (const href of index.hrefs.rulesAbout(drug)) add(href, SCORES.about);
  }
  for (const disease of diseasesInText(terminology, query)) {
    add(index.hrefs.disease(disease), SCORES.named);
  }
  for (const gene of genesNamedIn(terminology, query)) add(index.hrefs.gene(gene), SCORES.gene);

  // A rule with several patterns that match is not several times as fitting: its best one counts.
  const best = new Map<string, { readonly score: number; readonly why: string }>();
  for (const { pattern, text, href, isLookedFor } of index.patterns) {
    if (!sought.some((one) => meets(index, one, pattern))) continue;
    const score = !isLookedFor
      ? SCORES.context
      : pattern.kind === 'any'
        ? SCORES.anyOfGene
        : SCORES.alteration;
    if (score > (best.get(href)?.score ?? 0)) best.set(href, { score, why: text });
  }
  for (const [href, { score, why }] of best) add(href, score, why);
  for (const one of sought) {
    const gene = geneOfSought(one);
    if (gene !== null) add(index.hrefs.gene(gene), SCORES.gene);
  }

  const ranked = [...scores]
    .flatMap(([href, { score, why }]) => {
      const of = index.byHref.get(href);
      return of === undefined ? [] : [{ of, score: score + of.weight, why }];
    })
    .sort((a, b) => firstDifference(b.score - a.score, compareText(a.of.title, b.of.title)));
  return {
    hits: ranked.slice(0, MOST_HITS).map(({ of, why }) => ({
      of,
      why: why === sought[0]?.name ? null : why,
    })),
    count: ranked.length,
    readAs: sought.map((one) => one.name),
    alike: ranked.length === 0 ? alikeNames(index, query).filter(({ isName }) => isName) : [],
  };
}

/** What each way of being found is worth; ways add up. */
const SCORES = {
  exact: 200,
  named: 90,
  starts: 70,
  alteration: 60,
  phrase: 60,
  words: 50,
  gene: 45,
  about: 30,
  context: 25,
  anyOfGene: 20,
  text: 15,
} as const;

/** The plain name of an alteration counts less than the words that were typed. */
const SCORES_OF_PLAIN_NAME = 0.6;

function scoreOfNames(
  { names, text }: Findable,
  wordings: readonly (readonly string[])[],
): { readonly score: number; readonly why: string | null } {
  let best = 0;
  let by: string | null = null;
  const take = (score: number, spelt: string, isFirst: boolean): void => {
    if (score <= best) return;
    best = score;
    by = isFirst ? null : spelt;
  };
  wordings.forEach((words, wording) => {
    const worth = wording === 0 ? 1 : SCORES_OF_PLAIN_NAME;
    const phrase = words.join(' ');
    names.forEach(({ words: name, spelt }, i) => {
      if (name === phrase) take(worth * SCORES.exact, spelt, i === 0);
      else if (` ${name} `.includes(` ${phrase} `)) {
        take(worth * (name.startsWith(phrase) ? SCORES.starts : SCORES.phrase), spelt, i === 0);
      } else if (name.startsWith(phrase)) take(worth * SCORES.starts, spelt, i === 0);
      else if (hasAll(name, words)) take(worth * SCORES.words, spelt, i === 0);
    });
    if (best === 0 && text !== '' && hasAll(text, words)) take(worth * SCORES.text, text, true);
  });
  return { score: best, why: by };
}

/** Whether each word begins a word of the text. */
function hasAll(text: string, words: readonly string[]): boolean {
  const padded = ` ${text}`;
  return words.every((word) => padded.includes(` ${word}`));
}

/** What is looked for: an alteration as a record would hold it, or a pattern as a rule does. */
type Sought =
  | { readonly is: 'alteration'; readonly alteration: Alteration; readonly name: string }
  | { readonly is: 'pattern'; readonly pattern: AlterationPattern; readonly name: string };

function alterationsIn(index: SearchIndex, query: string): readonly Sought[] {
  const { terminology } = index.knowledge;
  const pattern = patternIn(index, query);
  if (pattern !== null) return [pattern];
  const worded = wordedFindingsIn(terminology, query, null).flatMap(
    ({ alterations }) => alterations,
  );
  const found = worded.length > 0 ? worded : changesOfAnyGene(index, query);
  return found.map((alteration) => ({
    is: 'alteration',
    alteration,
    name: alterationName(alteration),
  }));
}

/** `kras codon 61`, `KRAS G12`: as rules write them, in any case. */
function patternIn({ knowledge }: SearchIndex, query: string): Sought | null {
  const [first = '', ...rest] = query.split(/\s+/);
  const gene = geneByName(knowledge.terminology, first);
  if (gene === null || rest.length === 0) return null;
  const tail = rest.join(' ');
  for (const written of [tail.toLowerCase(), tail.toUpperCase(), tail]) {
    const name = `${gene} ${written}`;
    const pattern = alterationPattern(name);
    if (pattern !== null && pattern.kind !== 'change') return { is: 'pattern', pattern, name };
  }
  return null;
}

/** A change without its gene, `p.Thr790Met`: of every gene of which a rule names such a change. */
function changesOfAnyGene(index: SearchIndex, query: string): readonly Alteration[] {
  if (!CHANGE_SHAPE.test(query)) return [];
  const text = /^[a-z]\d+[a-z*]$/.test(query) ? query.toUpperCase() : query;
  return index.changedGenes.flatMap((gene) => {
    const change = proteinChangeOf(index.knowledge.terminology, gene, text, null);
    if (change === null || change === 'no-change') return [];
    const isNamed = index.patterns.some(
      ({ pattern }) =>
        (pattern.kind === 'change' || pattern.kind === 'residue') &&
        pattern.gene === gene &&
        matchesPattern(pattern, change, index.knowledge.patternContext) &&
        (pattern.kind === 'change' || pattern.reference !== null),
    );
    return isNamed ? [change] : [];
  });
}

const CHANGE_SHAPE = /^(?:p\.)?\(?[A-Za-z]{1,3}\d+/;

function geneOfSought(sought: Sought): string | null {
  if (sought.is === 'pattern') {
    return sought.pattern.kind === 'histology' ? null : sought.pattern.gene;
  }
  const { alteration } = sought;
  return 'gene' in alteration ? alteration.gene : null;
}

function meets(index: SearchIndex, sought: Sought, pattern: AlterationPattern): boolean {
  return sought.is === 'pattern'
    ? index.relations.overlap(pattern, sought.pattern)
    : matchesPattern(pattern, sought.alteration, index.knowledge.patternContext);
}

/** A slip of one letter in short names, of two in long ones. */
const LONG_NAME = 8;
const MOST_ALIKE = 6;

/** Entries whose names differ from a text by a slip of the pen, or not at all; the nearest first. */
export function alikeNames({ entries }: SearchIndex, text: string): readonly Findable[] {
  const phrase = wordsOf(text).join(' ');
  const allowed = phrase.length < LONG_NAME ? 1 : 2;
  if (phrase.length <= 2) return [];
  return entries
    .flatMap((entry) => {
      const slips = Math.min(
        ...entry.names.map(({ words }) => slipsBetween(words, phrase, allowed)),
      );
      return slips > allowed ? [] : [{ entry, slips }];
    })
    .sort((a, b) => a.slips - b.slips)
    .slice(0, MOST_ALIKE)
    .map(({ entry }) => entry);
}
