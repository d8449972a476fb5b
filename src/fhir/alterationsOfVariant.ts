import { alterationKey, type Alteration, type GeneSymbol } from '../domain/alteration.ts';
import type { ReadProblem } from '../domain/readProblem.ts';
import { codingChangeOf, readCodingChange } from '../nomenclature/codingChange.ts';
import { expressionsOf, wordingsOf } from '../nomenclature/concept.ts';
import { fusionPairIn, fusionsOf } from '../nomenclature/fusion.ts';
import { genesOfConcept, geneByName } from '../nomenclature/geneLookup.ts';
import { proteinChangeOf } from '../nomenclature/proteinChange.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import {
  bareProteinChangesIn,
  hgvsIn,
  type VariantExpression,
} from '../nomenclature/variantExpressions.ts';
import { statedEventIn } from '../nomenclature/wordedFindings.ts';
import { CHANGE } from './genomicsCodes.ts';
import { hasCode } from './json.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';

/** What the parts of one variant Observation say, before presence is considered. */
export interface VariantContent {
  readonly alterations: readonly Alteration[];
  readonly genes: readonly GeneSymbol[];
  readonly copyNumber: number | null;
  /** Something that defines a variant stands there, whether or not it could be read. */
  readonly namesVariant: boolean;
  /** The notation itself says that nothing is changed: `p.=`, wild type, alternate equal to reference. */
  readonly statesNoChange: boolean;
  readonly problems: readonly {
    readonly problem: ReadProblem['problem'];
    readonly message: string;
  }[];
}

/**
 * Alterations from the parts of a variant (GRIG 1.3, 1.4). The notation closest to the protein
 * wins; a gene alone never makes an alteration, whatever the Observation's value says.
 */
export function alterationsOfVariant(
  terminology: Terminology,
  parts: readonly VariantPart[],
): VariantContent {
  const problems: { problem: ReadProblem['problem']; message: string }[] = [];
  const studied = genesStudied(terminology, parts);
  for (const message of studied.conflicts) problems.push({ problem: 'gene-conflict', message });

  const fusions = fusionsIn(terminology, parts, studied);
  const hgvs = fusions.length > 0 ? NO_NOTATION : notatedChanges(terminology, parts, studied);
  problems.push(...hgvs.problems);
  const copies = copyNumberIn(parts);
  const stated =
    hgvs.alterations.length > 0 || fusions.length > 0 || hgvs.statesNoChange
      ? []
      : statedChanges(parts, studied.genes, copies, hgvs.namesVariant);
  const alterations = [...fusions, ...hgvs.alterations, ...stated];
  if (studied.genes.length === 0 && alterations.length === 0) {
    problems.push(...unknownGenes(studied));
  }
  return {
    alterations: distinct(alterations),
    genes: studied.genes,
    copyNumber: copies,
    namesVariant: hgvs.namesVariant || alterations.length > 0,
    statesNoChange: hgvs.statesNoChange || statesReference(parts),
    problems,
  };
}

interface StudiedGenes {
  readonly genes: readonly GeneSymbol[];
  /** As the record writes them, including symbols that the terminology lacks. */
  readonly names: readonly string[];
  readonly conflicts: readonly string[];
  readonly unknown: readonly string[];
}

function genesStudied(terminology: Terminology, parts: readonly VariantPart[]): StudiedGenes {
  const lookups = partsOfKind(parts, 'gene').flatMap(({ value }) =>
    genesOfConcept(terminology, value),
  );
  const genes = new Set<GeneSymbol>();
  const names = new Set<string>();
  const conflicts: string[] = [];
  const doubted = new Set<GeneSymbol>();
  const unknown: string[] = [];
  for (const lookup of lookups) {
    if (lookup.found === 'gene') {
      genes.add(lookup.gene);
      names.add(lookup.gene);
    } else if (lookup.found === 'conflict') {
      conflicts.push(lookup.message);
      for (const gene of lookup.between) doubted.add(gene);
    } else {
      unknown.push(lookup.symbol ?? 'a gene without a known identifier');
      if (lookup.symbol !== null) names.add(lookup.symbol);
    }
  }
  // A second coding that agrees does not settle a conflict: one of the two was mistyped.
  const certain = [...genes].filter((gene) => !doubted.has(gene)).sort();
  return { genes: certain, names: [...names].sort(), conflicts, unknown };
}

function unknownGenes({ unknown }: StudiedGenes): VariantContent['problems'] {
  return [...new Set(unknown)].map((gene) => ({
    problem: 'unknown-gene' as const,
    message: `The terminology does not know ${gene}.`,
  }));
}

// Notations ------------------------------------------------------------------------------------

interface NotatedChanges {
  readonly alterations: readonly Alteration[];
  readonly namesVariant: boolean;
  readonly statesNoChange: boolean;
  readonly problems: VariantContent['problems'];
}

const NO_NOTATION: NotatedChanges = {
  alterations: [],
  namesVariant: false,
  statesNoChange: false,
  problems: [],
};

/** The slots in which notations arrive, the most telling first: an earlier one that reads is enough. */
const SLOTS = [
  ['proteinChange'],
  ['codingChange', 'genomicChange'],
  ['variationCode'],
  ['conclusion'],
] as const;

function notatedChanges(
  terminology: Terminology,
  parts: readonly VariantPart[],
  studied: StudiedGenes,
): NotatedChanges {
  const bySlot = SLOTS.map((kinds) =>
    partsOfKind(parts, ...kinds).flatMap(({ value }) =>
      expressionsOf(value).flatMap((text) => expressionsIn(text, kinds[0])),
    ),
  );
  const all = bySlot.flat();
  if (all.length === 0) return NO_NOTATION;
  const numbering = accessionOf(all, parts);
  const proteins = firstReadable(bySlot, (expression) =>
    readExpression(terminology, expression, 'protein', studied, numbering),
  );
  const codings = firstReadable(bySlot, (expression) =>
    readExpression(terminology, expression, 'coding', studied, numbering),
  );
  const problems = problemsOf(all, proteins, codings);
  const changed = proteins.flatMap(({ alteration }) => alteration ?? []);
  const bySplicing = codings.flatMap(({ alteration }) => alteration ?? []);
  const silent = proteins.some(({ noChange }) => noChange);
  // A silent change of the protein may still be one of splicing; any other coding change is not.
  const fallback = bySplicing.filter((change) => !silent || change.spliceSite);
  const alterations: readonly Alteration[] = changed.length > 0 ? changed : fallback;
  return {
    alterations,
    namesVariant: true,
    statesNoChange:
      alterations.length === 0 && (silent || codings.some(({ noChange }) => noChange)),
    problems: alterations.length === 0 ? problems : problems.filter(isConflict),
  };
}

function expressionsIn(
  text: string,
  slot: (typeof SLOTS)[number][0],
): readonly VariantExpression[] {
  const hgvs = hgvsIn(text);
  if (hgvs.length > 0 || slot === 'conclusion') return hgvs;
  if (slot === 'codingChange') {
    const bare = readCodingChange(text);
    return bare.read === 'change'
      ? [{ level: 'coding', accession: null, geneName: null, body: text }]
      : [];
  }
  const bare = bareProteinChangesIn(text);
  if (bare.length > 0 || slot === 'variationCode') return bare;
  return [{ level: 'protein', accession: null, geneName: null, body: text }];
}

interface ReadExpression<A extends Alteration> {
  readonly alteration: A | null;
  readonly noChange: boolean;
  readonly problem: VariantContent['problems'][number] | null;
}

/** The expressions of the first slot that yields an alteration or a plain "no change", else of all. */
function firstReadable<A extends Alteration>(
  bySlot: readonly (readonly VariantExpression[])[],
  read: (expression: VariantExpression) => ReadExpression<A> | null,
): readonly ReadExpression<A>[] {
  const read_ = bySlot.map((slot) => slot.map(read).filter((result) => result !== null));
  const useful = read_.find((slot) =>
    slot.some(({ alteration, noChange }) => alteration !== null || noChange),
  );
  return useful ?? read_.flat();
}

function readExpression<L extends 'protein' | 'coding'>(
  terminology: Terminology,
  expression: VariantExpression,
  level: L,
  studied: StudiedGenes,
  numbering: string | null,
): ReadExpression<Extract<Alteration, { kind: `${L}-change` }>> | null {
  type Read = Extract<Alteration, { kind: `${L}-change` }>;
  if (expression.level !== level) return null;
  const gene = geneOfExpression(terminology, expression, studied);
  if (typeof gene !== 'string') return { alteration: null, noChange: false, problem: gene };
  const change =
    level === 'protein'
      ? proteinChangeOf(terminology, gene, expression.body, expression.accession ?? numbering)
      : codingChangeOf(gene, expression.body);
  if (change === 'no-change' || isUnchangedCoding(expression)) {
    return { alteration: null, noChange: true, problem: null };
  }
  const problem =
    change === null
      ? {
          problem: 'unparsed-change' as const,
          message: `The ${level} change of ${gene} is not in a form that can be read.`,
        }
      : null;
  return { alteration: change as Read | null, noChange: false, problem };
}

function isUnchangedCoding({ level, body }: VariantExpression): boolean {
  return level === 'coding' && readCodingChange(body).read === 'no-change';
}

/**
 * The gene of a notation: the one it names, else the only one studied. With several genes and a
 * notation that names none, nothing says whose change it is.
 */
function geneOfExpression(
  terminology: Terminology,
  { geneName }: VariantExpression,
  studied: StudiedGenes,
): GeneSymbol | VariantContent['problems'][number] {
  const named = geneName === null ? null : geneByName(terminology, geneName);
  if (studied.conflicts.length > 0) {
    return { problem: 'gene-conflict', message: 'The gene of the variant is contradictory.' };
  }
  if (named !== null) {
    return studied.names.length > 0 && !studied.names.includes(named)
      ? {
          problem: 'gene-conflict',
          message: `The notation names ${named}, the gene studied is ${studied.names.join(', ')}.`,
        }
      : named;
  }
  const [only] = studied.genes;
  if (only !== undefined && studied.genes.length === 1 && studied.names.length === 1) return only;
  return studied.names.length > 1
    ? {
        problem: 'incomplete-data',
        message: 'The variant cannot be paired with one of the genes listed.',
      }
    : { problem: 'unknown-gene', message: 'The variant names no gene that the terminology knows.' };
}

/** The sequence whose numbering bare notations follow: that of any notation, else the transcript. */
function accessionOf(
  expressions: readonly VariantExpression[],
  parts: readonly VariantPart[],
): string | null {
  const own = expressions.filter(({ level }) => level !== 'genomic').map((e) => e.accession);
  const stated = partsOfKind(parts, 'proteinSequence', 'transcript').flatMap(({ value }) =>
    expressionsOf(value).filter((text) => /^(?:[NX][MP]_|ENS|LRG)/.test(text)),
  );
  return [...own, ...stated].find((accession) => accession !== null) ?? null;
}

function problemsOf(
  all: readonly VariantExpression[],
  ...read: readonly (readonly ReadExpression<Alteration>[])[]
): VariantContent['problems'] {
  const found = read.flat().flatMap(({ problem }) => problem ?? []);
  if (found.length > 0 || all.some(({ level }) => level !== 'genomic')) return found;
  return [
    {
      problem: 'incomplete-data',
      message: 'The variant is given in genomic coordinates only; protein notation is needed.',
    },
  ];
}

function isConflict({ problem }: VariantContent['problems'][number]): boolean {
  return problem === 'gene-conflict';
}

// Fusions, copy number and stated events ---------------------------------------------------------

function fusionsIn(
  terminology: Terminology,
  parts: readonly VariantPart[],
  studied: StudiedGenes,
): readonly Alteration[] {
  const named = partsOfKind(parts, 'fusion').flatMap(({ value }) =>
    expressionsOf(value).flatMap((text) => fusionNamed(terminology, text)),
  );
  if (named.length > 0) return named;
  const sides = [...partsOfKind(parts, 'fivePrimeGene'), ...partsOfKind(parts, 'threePrimeGene')];
  const sideNames = sides
    .flatMap(({ value }) => genesOfConcept(terminology, value))
    .map(nameOfLookup);
  if (sideNames.length > 0) return fusionsOf(terminology, sideNames);
  if (studied.conflicts.length > 0) return [];
  const texts = describingTexts(parts);
  const pairs = texts.flatMap((text) =>
    text
      .split(/[\s()]+/)
      .flatMap((word) => [fusionPairIn(terminology, word)].filter((p) => p !== null)),
  );
  const isFusion =
    sides.length > 0 ||
    states(parts, 'fusion') ||
    texts.some((text) => /\b(?:fusions?|rearrangements?)\b/i.test(text)) ||
    (states(parts, 'rearrangement') && studied.names.length === 2);
  if (!isFusion) return [];
  if (pairs[0] !== undefined) return fusionsOf(terminology, pairs[0]);
  return studied.names.length <= 2 ? fusionsOf(terminology, studied.names) : [];
}

function fusionNamed(terminology: Terminology, text: string): readonly Alteration[] {
  const names = text.split('::').map((name) => {
    const id = /^HGNC:\d+$/i.test(name.trim()) ? name.trim().toUpperCase() : null;
    return id === null ? name.trim() : (terminology.geneByHgnc.get(id) ?? null);
  });
  const pair = names.length === 2 ? names : fusionPairIn(terminology, text);
  return pair === null ? [] : fusionsOf(terminology, pair);
}

function nameOfLookup(lookup: ReturnType<typeof genesOfConcept>[number]): string | null {
  if (lookup.found === 'gene') return lookup.gene;
  return lookup.found === 'unknown' ? lookup.symbol : null;
}

/** Copies per cell, when a number is given that can be one. */
function copyNumberIn(parts: readonly VariantPart[]): number | null {
  const [amount] = partsOfKind(parts, 'copyNumber').flatMap((part) => part.amount ?? []);
  if (amount !== undefined) return amount.value >= 0 ? amount.value : null;
  const worded = describingTexts(parts).flatMap(
    (text) => /\bCN\s?=\s?(\d{1,4}(?:\.\d+)?)/.exec(text)?.[1] ?? [],
  )[0];
  return worded === undefined ? null : Number(worded);
}

/** Changes stated by type or in words, for every gene: one copy-number segment may span several. */
function statedChanges(
  parts: readonly VariantPart[],
  genes: readonly GeneSymbol[],
  copies: number | null,
  namesVariant: boolean,
): readonly Alteration[] {
  if (namesVariant && genes.length > 1) return [];
  return genes.flatMap((gene) => {
    const copyChange = copyNumberChange(parts, gene, copies);
    if (copyChange !== null) return [copyChange];
    if (genes.length > 1) return [];
    return eventOf(parts, gene) ?? [];
  });
}

function copyNumberChange(
  parts: readonly VariantPart[],
  gene: GeneSymbol,
  copies: number | null,
): Alteration | null {
  const kind = 'copy-number' as const;
  if (copies === 0) return { kind, gene, direction: 'deep-loss' };
  if (states(parts, 'amplification')) return { kind, gene, direction: 'amplification' };
  const [worded] = describingTexts(parts)
    .flatMap((text) => statedEventIn(gene, text) ?? [])
    .filter((event) => event.kind === kind);
  if (worded !== undefined) return worded;
  if (states(parts, 'gain')) return { kind, gene, direction: 'gain' };
  if (states(parts, 'loss')) return { kind, gene, direction: 'loss' };
  if (copies === null || copies === DIPLOID) return null;
  return { kind, gene, direction: copies > DIPLOID ? 'gain' : 'loss' };
}

/** Two copies are the normal state of an autosomal gene; what counts as amplified is the rules' matter. */
const DIPLOID = 2;

function eventOf(parts: readonly VariantPart[], gene: GeneSymbol): Alteration | null {
  for (const text of describingTexts(parts)) {
    const event = statedEventIn(gene, text);
    if (event !== null) return event;
  }
  const exon = exonOf(parts);
  if (exon !== null) {
    const event = states(parts, 'exonLoss')
      ? 'skipping'
      : states(parts, 'deletion')
        ? 'deletion'
        : states(parts, 'insertion')
          ? 'insertion'
          : null;
    if (event !== null) return { kind: 'exon-event', gene, exon, event };
  }
  return states(parts, 'lossOfFunction') ? { kind: 'loss-of-function', gene } : null;
}

function exonOf(parts: readonly VariantPart[]): number | null {
  for (const text of partsOfKind(parts, 'region').flatMap(({ value }) => expressionsOf(value))) {
    const exon = /^\s*Ex(?:on)?\.?\s*#?\s*(\d{1,3})\s*$/i.exec(text)?.[1];
    if (exon !== undefined) return Number(exon);
  }
  return null;
}

/** Wordings of the parts that describe the variant, for events that have no code. */
function describingTexts(parts: readonly VariantPart[]): readonly string[] {
  const kinds = [
    'changeType',
    'consequence',
    'variationCode',
    'codingChange',
    'region',
    'interpretation',
  ] as const;
  return kinds.flatMap((kind) => describing(parts, kind)).flatMap(({ value }) => wordingsOf(value));
}

function describing(
  parts: readonly VariantPart[],
  kind: Parameters<typeof partsOfKind>[1] | 'interpretation',
): readonly VariantPart[] {
  return kind === 'interpretation'
    ? parts.filter(({ code }) => code.text === INTERPRETATION_PART)
    : partsOfKind(parts, kind);
}

/** Name of the part that carries an Observation's own interpretation (`gene amplification`). */
export const INTERPRETATION_PART = 'interpretation of the observation';

function states(parts: readonly VariantPart[], change: keyof typeof CHANGE): boolean {
  return [
    ...partsOfKind(parts, 'changeType', 'consequence'),
    ...describing(parts, 'interpretation'),
  ].some(({ value }) => hasCode(value, CHANGE[change]));
}

/** Wild type stated as the type of change, or an alternate allele that equals the reference. */
function statesReference(parts: readonly VariantPart[]): boolean {
  const allele = (kind: 'referenceAllele' | 'alternateAllele'): string | undefined =>
    partsOfKind(parts, kind).flatMap(({ value }) => expressionsOf(value))[0];
  const reference = allele('referenceAllele');
  return (
    states(parts, 'none') || (reference !== undefined && reference === allele('alternateAllele'))
  );
}

function distinct(alterations: readonly Alteration[]): readonly Alteration[] {
  return [...new Map(alterations.map((found) => [alterationKey(found), found])).values()];
}
