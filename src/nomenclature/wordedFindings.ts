import { alterationKey, geneOf, type Alteration, type GeneSymbol } from '../domain/alteration.ts';
import type { AnyAlterationOf, Phase } from '../domain/reading.ts';
import { codingChangeOf } from './codingChange.ts';
import { fusionPairIn, fusionsOf } from './fusion.ts';
import { deniedOfEach, withJoinedLists } from './geneLists.ts';
import { geneByName } from './geneLookup.ts';
import { genesNamedIn } from './genesNamedIn.ts';
import { phaseInWords } from './phaseInWords.ts';
import { presenceInWords } from './presenceInWords.ts';
import { proteinChangeOf } from './proteinChange.ts';
import type { Terminology } from './terminology.ts';
import { bareProteinChangesIn, hgvsIn, type VariantExpression } from './variantExpressions.ts';

/** One statement of a text, such as `EGFR exon 19 deletion not detected`. */
export interface WordedFinding {
  readonly clause: string;
  readonly alterations: readonly Alteration[];
  /** Genes the clause names without saying what is altered in them. */
  readonly genes: readonly AnyAlterationOf[];
  /** Allele fraction in per cent, when the clause gives one: a person who writes `%` means per cent. */
  readonly percent: number | null;
  /** Copies per cell, when the clause gives them. */
  readonly copies: number | null;
  /** How its alterations lie to each other, when the clause says. */
  readonly phase: Phase | null;
}

/**
 * Reads findings from words, clause by clause: registry notes, payer texts, results of single-gene
 * tests. `gene` is the one the element is about, when that is known otherwise.
 */
export function wordedFindingsIn(
  terminology: Terminology,
  text: string,
  gene: GeneSymbol | null,
): readonly WordedFinding[] {
  let before: GeneSymbol | null = null;
  const findings = withJoinedLists(terminology, text.slice(0, LONGEST_TEXT))
    .split(CLAUSE_END)
    .map((part) => {
      const clause = part.trim();
      const named = genesNamedIn(terminology, clause);
      if (named.length > 0) before = named.length === 1 ? (named[0] ?? null) : null;
      return wordedFinding(terminology, clause, named, goesOn(clause) ? (before ?? gene) : gene);
    });
  return findings.filter(({ alterations, genes }) => alterations.length + genes.length > 0);
}

/** `EGFR L858R 23 %; T790M 4 %`: a clause that opens with a change is of the gene before it. */
function goesOn(clause: string): boolean {
  return /^(?:(?:and|und|without|but(?: not| no)?|however,?|aber|jedoch|no|not|negative for|positive for)\s)?(?:[pc]\.|[A-Z]\d+[A-Z*]|[A-Z][a-z]{2}\d|[A-Z]\d+_|ex(?:on)?\s*#?\d)/.test(
    clause,
  );
}

const LONGEST_TEXT = 4000;

/** A number belongs to the finding before it; `without T790M` and `but not T790M` speak for themselves. */
const AMOUNT_WORDS = 'VAF|MAF|AF|allele|variant allele|mutant allele|copy|copies|CN';
const CLAUSE_END = new RegExp(
  `[;\\n]|,\\s(?!(?:${AMOUNT_WORDS}|in cis|in trans)\\b|\\d+(?:[.,]\\d+)?\\s*% (?:of |VAF\\b|MAF\\b|AF\\b))|\\.\\s|(?=\\b(?:without|but|however|aber|jedoch|sondern|mais|pero)\\b)`,
  'i',
);
const PERCENT =
  /(?:\b(?:VAF|MAF|AF|(?:variant |mutant )?allele (?:fraction|frequency))\s*[:=]?|\b(?:at|with|mit)|\(|,(?=[^,%]{0,9}% ?(?:VAF|MAF|AF)\b)|\b[A-Z]\d+(?:[A-Z*]|fs\S{0,6}|del|dup)\s*:?)\s*(\d+(?:[.,]\d+)?)\s*%(?!\s*(?:of|von|tumou?r|cell))/i;
/** `46 % of BCR-ABL1 transcripts`: the transcripts that carry the change. */
const PERCENT_OF_TRANSCRIPTS =
  /(?<!\d)(\d{1,6}(?:[.,]\d{1,9})?)\s{0,3}% of (?:the )?(\S{1,60}) transcripts?\b/i;
const COPIES = /\b(?:copy.?number|copies|CN)\s*[:=]?\s*(\d+(?:[.,]\d+)?)\b/i;

function numberIn(clause: string, form: RegExp): number | null {
  const digits = form.exec(clause)?.[1];
  return digits === undefined ? null : Number(digits.replace(',', '.'));
}

/** Allele fraction in per cent, or the part of the fusion's transcripts that carry the change in one of its genes. */
function percentOf(
  terminology: Terminology,
  clause: string,
  alterations: readonly Alteration[],
): number | null {
  if (SCALE.test(clause)) return null;
  const [only, ...others] = alterations;
  const pair = PERCENT_OF_TRANSCRIPTS.exec(clause)?.[2] ?? '';
  const isOfFusion =
    only?.kind === 'protein-change' &&
    others.length === 0 &&
    fusionPairIn(terminology, pair)?.includes(only.gene) === true;
  return numberIn(clause, isOfFusion ? PERCENT_OF_TRANSCRIPTS : PERCENT);
}

/** Transcripts on the International Scale are measured against a control gene: no part of the alleles. */
const SCALE = /%\s*[({]?\s*(?:IS\b|[Ii]nternational [Ss]cale)|\bIS\b\s*[)}]?\s*[:=]?\s*\d/;

/** An event a text states for a gene: `exon 19 deletion`, `METex14 skipping`, `amplification`. */
export function statedEventIn(gene: GeneSymbol, text: string): Alteration | null {
  const exon = exonEventIn(gene, text);
  if (exon !== null) return exon;
  if (/\bamplifi(?:cation|ed|kation)/i.test(text)) {
    return { kind: 'copy-number', gene, direction: 'amplification' };
  }
  if (/\b(?:homozygous|biallelic|deep) (?:deletion|loss)\b/i.test(text)) {
    return { kind: 'copy-number', gene, direction: 'deep-loss' };
  }
  if (/\bcopy.?number (?:gain|loss)/i.test(text)) {
    const direction = /gain/i.test(text) ? 'gain' : 'loss';
    return { kind: 'copy-number', gene, direction };
  }
  if (LOSS_OF_HETEROZYGOSITY.test(text)) return { kind: 'copy-number', gene, direction: 'loh' };
  if (/\b(?:loss of function|truncat(?:ion|ing)|biallelic inactivation)\b/i.test(text)) {
    return { kind: 'loss-of-function', gene };
  }
  return null;
}

const LOSS_OF_HETEROZYGOSITY = /\b(?:(?:cn|copy.?neutral )?LOH|loss of heterozygosity)\b/i;

function exonEventIn(gene: GeneSymbol, text: string): Alteration | null {
  const match = EXON_EVENT.exec(text) ?? SHORT_EXON_EVENT.exec(text);
  if (match === null) return null;
  const event = EXON_EVENTS.find(([word]) => word.test(match[2] ?? ''))?.[1];
  const exon = Number(match[1]);
  return event === undefined || exon < 1 ? null : { kind: 'exon-event', gene, exon, event };
}

const EXON_EVENT =
  /\bexon\s*#?(\d{1,2})\s*(?:in.?frame\s*)?(skipping|deletions?|dels?|insertions?|ins|duplications?|dup)\b/i;
/** `ex19del`, `E20ins`, `METex14`. */
const SHORT_EXON_EVENT = /(?:ex|\bE)(\d{1,2})\s*(skipping|skip|del|ins)/i;
const EXON_EVENTS = [
  [/^skip/i, 'skipping'],
  [/^del/i, 'deletion'],
  [/^(?:ins|dup)/i, 'insertion'],
] as const;

function wordedFinding(
  terminology: Terminology,
  clause: string,
  named: readonly GeneSymbol[],
  gene: GeneSymbol | null,
): WordedFinding {
  const single = named.length === 1 ? (named[0] ?? null) : named.length === 0 ? gene : null;
  const changed = single ?? (named.length === 2 ? carrierOfPairIn(terminology, clause) : null);
  const changes = withoutRepeats(
    [...hgvsIn(clause), ...bareProteinChangesIn(clause)].flatMap(
      (expression) => changeOf(terminology, expression, changed) ?? [],
    ),
  );
  const carrier = mutatedCarrierIn(terminology, clause);
  const denied =
    carrier === null && changes.length === 0 && !namesPartOfGene(clause)
      ? deniedOfEach(terminology, clause, named)
      : null;
  if (denied !== null) return { ...nothingIn(clause), ...denied };
  const fusions = carrier === null ? fusionsIn(terminology, clause, named) : [];
  const event = single === null ? null : statedEventIn(single, clause);
  if (isOneOfSeveral(clause, [...changes, ...fusions])) return nothingIn(clause);
  const alterations =
    changes.length > 0
      ? isBeside(event, changes, clause)
        ? [...changes, event]
        : changes
      : fusions.length > 0
        ? fusions
        : [event];
  const found = alterations.filter((alteration) => alteration !== null);
  const namesPosition = hgvsIn(clause).length > 0;
  const genes = found.length > 0 || namesPosition ? [] : anyOf(carrier, single, named, clause);
  return {
    clause,
    alterations: found,
    genes,
    percent: percentOf(terminology, clause, found),
    copies: numberIn(clause, COPIES),
    phase: phaseInWords(clause),
  };
}

/**
 * `Exon 19 deletion and T790M detected` names two; in `exon 19 deletion (E746_A750del)` one says the
 * other again. What a denial in the clause is about is not told apart.
 */
function isBeside(
  event: Alteration | null,
  changes: readonly Alteration[],
  clause: string,
): event is Alteration {
  if (event === null || presenceInWords(clause) === 'absent') return false;
  if (event.kind === 'copy-number') return event.direction === 'amplification';
  const areSubstitutions = changes.every(
    (change) => change.kind === 'protein-change' && change.effect === 'substitution',
  );
  return event.kind === 'exon-event' && event.event !== 'skipping' && areSubstitutions;
}

/** `BRAF V600E or V600K`: a yes to one of several is a yes to none of them; a no is one to all. */
function isOneOfSeveral(clause: string, changes: readonly Alteration[]): boolean {
  return changes.length > 1 && ONE_OF.test(clause) && presenceInWords(clause) !== 'absent';
}

const ONE_OF = /\b(?:or|oder|ou)\b/i;

function nothingIn(clause: string): WordedFinding {
  return { clause, alterations: [], genes: [], percent: null, copies: null, phase: null };
}

/** What a clause about genes speaks of when it names no alteration. A part of a gene, or a class of alterations that it does not pair with a gene, says nothing of the gene as a whole. */
function anyOf(
  carrier: GeneSymbol | null,
  single: GeneSymbol | null,
  named: readonly GeneSymbol[],
  clause: string,
): readonly AnyAlterationOf[] {
  const scope = carrier === null ? negativeScopeOf(clause) : 'mutations';
  if (scope === 'part-of-gene') return [];
  const gene = carrier ?? single;
  if (gene === null && named.some((one) => statedEventIn(one, clause) !== null)) return [];
  return (gene === null ? named : [gene]).map((one) => ({
    kind: 'any',
    gene: one,
    ...(scope === 'mutations' ? { only: scope } : {}),
  }));
}

/**
 * How much of a gene a negative in these words clears. A mutation or a variant is one of the
 * sequence, an alteration of any kind; copies, structure and rearrangements are part of what may
 * be altered, as are an exon, a codon or a position.
 */
export function negativeScopeOf(text: string): 'gene' | 'mutations' | 'part-of-gene' {
  if (KINASE_DOMAIN.test(text)) return 'mutations';
  if (namesPartOfGene(text)) return 'part-of-gene';
  if (ANY_ALTERATION.test(text)) return 'gene';
  if (MUTATION.test(text)) return 'mutations';
  if (OTHER_CLASS.test(text) || FUSION_WORD.test(text)) return 'part-of-gene';
  return VARIANT.test(text) ? 'mutations' : 'gene';
}

/** Whether a test for what these words say looks at less than the gene: `exons 19 and 21`, but not `all coding exons`. */
export function looksAtPartOfGene(text: string): boolean {
  return namesPartOfGene(text.replace(/\bexons?\b(?!\.?\s?#?\d)/gi, ''));
}

function namesPartOfGene(text: string): boolean {
  return PART_OF_GENE.test(text) || RESIDUE.test(text);
}

const PART_OF_GENE = /\b(?:exons?|codons?)\b|\bex\d|(?:^|[\s:(])[pcg]\./i;
/** `G12`, `T790`, `G719X`: residues, whether or not they are read. */
const RESIDUE = /\b[ACDEFGHIKLMNPQRSTVWY](?:[a-z]{2})?\d{2,4}[A-Z*]?(?!\w)/;
const ANY_ALTERATION = /\b(?:alterations?|aberrations?|alteriert|veränderung)/i;
const MUTATION = /\bmutat|\bmutant|\bmutiert|\bwild.?typ|\bWT\b|\bSNVs?\b|\bindels?\b/i;
const VARIANT = /\bvariant/i;
const OTHER_CLASS =
  /\bcopy.?number|\bCNVs?\b|\bstructural|\bFISH\b|\bamplifi|\bIHC\b|\bimmunohisto|\bprotein\b|\bexpress|\bstain/i;

/** The gene in which a clause such as `no mutation in the BCR-ABL1 kinase domain` looks for mutations: it does not speak of the fusion. */
function mutatedCarrierIn(terminology: Terminology, clause: string): GeneSymbol | null {
  const isOfMutations =
    KINASE_DOMAIN.test(clause) || (/\bmutation/i.test(clause) && !FUSION_WORD.test(clause));
  return isOfMutations ? carrierOfPairIn(terminology, clause) : null;
}

const KINASE_DOMAIN = /\bkinase.domain|\bTKD\b/i;

/**
 * `BCR-ABL1 T315I`: a change named with a fusion is of the oncogene in it. A slash may as well list
 * two genes, and so may a hyphen between two that are altered on their own.
 */
export function carrierOfPairIn(terminology: Terminology, clause: string): GeneSymbol | null {
  const roleOf = (gene: GeneSymbol | null): string | undefined =>
    gene === null ? undefined : terminology.genes.get(gene)?.role;
  for (const word of clause.split(/[\s()]+/)) {
    if (word.includes('/')) continue;
    const [fusion] = fusionsOf(terminology, fusionPairIn(terminology, word) ?? []);
    if (fusion === undefined) continue;
    const { gene, partner } = fusion;
    if (roleOf(gene) === 'oncogene' && roleOf(partner) === 'other') return gene;
  }
  return null;
}

/**
 * `p.Leu858Arg (c.2573T>G)` is one change: the coding notation beside as many protein changes of
 * its gene repeats them.
 */
function withoutRepeats(changes: readonly Alteration[]): readonly Alteration[] {
  const distinct = [...new Map(changes.map((change) => [alterationKey(change), change])).values()];
  const count = (isProtein: boolean, gene: GeneSymbol | null): number =>
    distinct.filter((one) => isProteinChange(one) === isProtein && geneOf(one) === gene).length;
  return distinct.filter(
    (change) =>
      isProteinChange(change) || count(true, geneOf(change)) < count(false, geneOf(change)),
  );
}

function isProteinChange({ kind }: Alteration): boolean {
  return kind === 'protein-change';
}

function changeOf(
  terminology: Terminology,
  { level, geneName, body, accession }: VariantExpression,
  fallback: GeneSymbol | null,
): Alteration | null {
  const gene = (geneName === null ? null : geneByName(terminology, geneName)) ?? fallback;
  if (gene === null || level === 'genomic') return null;
  if (level === 'coding') return codingChangeOf(terminology, gene, body, accession);
  const change = proteinChangeOf(terminology, gene, body, accession);
  return change === 'no-change' ? null : change;
}

function fusionsIn(
  terminology: Terminology,
  clause: string,
  named: readonly GeneSymbol[],
): readonly Alteration[] {
  const pairs = clause.split(/[\s()]+/).flatMap((word) => {
    const pair = fusionPairIn(terminology, word);
    const isFusion = pair !== null && (word.includes('::') || FUSION_WORD.test(clause));
    return isFusion ? fusionsOf(terminology, pair) : [];
  });
  if (pairs.length > 0) return pairs;
  if (!FUSION_WORD.test(clause)) return [];
  // `No RET fusion or MET exon 14 skipping`: what is said of which gene is not read.
  if (named.length > 1 && namesPartOfGene(clause)) return [];
  if (ONE_OF.test(clause)) return named.flatMap((gene) => fusionsOf(terminology, [gene]));
  if (named.length > 2 || (!JOINS.test(clause) && areDrivers(terminology, named))) return [];
  return fusionsOf(terminology, named);
}

/** `ROS1 and RET rearranged` are two fusions, in which partner is not said; `fusion of KIF5B and RET` is one. */
function areDrivers(terminology: Terminology, named: readonly GeneSymbol[]): boolean {
  return (
    named.length > 1 && named.every((gene) => terminology.genes.get(gene)?.role === 'oncogene')
  );
}

const JOINS = /\b(?:between|with)\b|\bfusions? (?:of|von)\b/i;

const FUSION_WORD = /\b(?:fusions?|rearrange(?:ments?|d)|translocation|fused)\b/i;
