import {
  alterationKey,
  alterationName,
  type CodingChange,
  type ExonEvent,
  type GeneSymbol,
  type ProteinChange,
} from '../domain/alteration.ts';
import type { Phase } from '../domain/reading.ts';
import { codingChangeOf, readCodingChange } from '../nomenclature/codingChange.ts';
import { expressionsOf } from '../nomenclature/concept.ts';
import { geneByName, looksLikeSymbol } from '../nomenclature/geneLookup.ts';
import { proteinChangeOf } from '../nomenclature/proteinChange.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { VariantExpression } from '../nomenclature/variantExpressions.ts';
import type { ReadProblem } from '../domain/readProblem.ts';
import type { PartKind } from './genomicsCodes.ts';
import type { NotationSlot } from './notationsOf.ts';
import type { StudiedGenes } from './variantGenes.ts';
import { partsOfKinds, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What was wrong with one part of a variant. */
export interface VariantProblem {
  readonly problem: ReadProblem['problem'];
  readonly message: string;
}

type NotatedChange = ProteinChange | CodingChange | ExonEvent;

/** What the notations (HGVS, SPDI) of a variant say. */
export interface NotatedChanges {
  readonly alterations: readonly NotatedChange[];
  readonly namesVariant: boolean;
  readonly statesNoChange: boolean;
  /** How the changes lie to each other, as the notation says. */
  readonly phase: Phase | null;
  readonly problems: readonly VariantProblem[];
}

export const NO_NOTATION: NotatedChanges = {
  alterations: [],
  namesVariant: false,
  statesNoChange: false,
  phase: null,
  problems: [],
};

/** The slots, the most telling first: an earlier one that reads is enough. Senders mix up coding and genomic. */
const SLOTS: readonly (readonly [slot: NotationSlot, kinds: readonly PartKind[]])[] = [
  ['proteinChange', ['proteinChange']],
  ['codingChange', ['codingChange', 'genomicChange']],
  ['variationCode', ['variationCode']],
  ['conclusion', ['conclusion']],
];

/** Reads all notations of a variant, whatever slot they stand in. */
export function notatedChanges(
  { terminology, notationsOf }: Vocabulary,
  parts: readonly VariantPart[],
  studied: StudiedGenes,
): NotatedChanges {
  const bySlot = SLOTS.map(([slot, kinds]) =>
    partsOfKinds(parts, kinds).flatMap(({ value }) => notationsOf[slot](value)),
  );
  const all = bySlot.flat();
  if (all.length === 0) return NO_NOTATION;
  const numbering = accessionOf(all, parts);
  const written = geneOfSequences(terminology, all, parts);
  const proteins = firstReadable(bySlot, (expression) =>
    readExpression(terminology, expression, 'protein', studied, numbering, written),
  );
  const codings = firstReadable(bySlot, (expression) =>
    readExpression(terminology, expression, 'coding', studied, numbering, written),
  );
  const problems = problemsOf(all, proteins, codings);
  const changed = proteins.flatMap(({ alteration }) => alteration ?? []);
  const bySplicing = codings.flatMap(({ alteration }) => alteration ?? []);
  const silent = proteins.some(({ noChange }) => noChange);
  // A silent change of the protein may still be one of splicing; any other coding change is not.
  const fallback = bySplicing.filter(
    (change) => !silent || change.kind !== 'coding-change' || change.spliceSite,
  );
  const disagreement = disagreementBetween(terminology, changed, bySplicing);
  if (disagreement !== null)
    return { ...NO_NOTATION, namesVariant: true, problems: [disagreement] };
  const alterations: readonly NotatedChange[] = changed.length > 0 ? changed : fallback;
  const onlyCoding = alterations.find(
    (found) => found.kind === 'coding-change' && !found.spliceSite,
  );
  return {
    alterations,
    namesVariant: true,
    statesNoChange:
      alterations.length === 0 && (silent || codings.some(({ noChange }) => noChange)),
    phase: phaseOf(all),
    problems: [
      ...(alterations.length === 0 ? problems : problems.filter(isConflict)),
      ...(onlyCoding === undefined ? [] : [knownByBasesOnly(onlyCoding)]),
    ],
  };
}

/**
 * `c.2573T>G` beside `p.Thr790Met`: where the terminology tells what the coding change does, and it
 * is something else than the protein change says, one of the two is a mistake.
 */
function disagreementBetween(
  terminology: Terminology,
  proteins: readonly NotatedChange[],
  codings: readonly NotatedChange[],
): VariantProblem | null {
  const [coding, ...others] = distinctChanges(codings);
  if (coding?.kind !== 'protein-change' || others.length > 0) return null;
  const { otherNumberings = [] } = terminology.genes.get(coding.gene) ?? {};
  // A residue that is counted in another way is no contradiction.
  const isSame = (one: NotatedChange): boolean =>
    alterationKey(one) === alterationKey(coding) ||
    (one.kind === 'protein-change' &&
      otherNumberings.some(({ offset }) => Math.abs(one.from - coding.from) === Math.abs(offset)));
  const ofGene = proteins.filter(({ gene }) => gene === coding.gene);
  const [protein] = ofGene;
  return protein === undefined || ofGene.some(isSame)
    ? null
    : {
        problem: 'unparsed-change',
        message: `The coding notation says ${alterationName(coding)}, the protein notation ${alterationName(protein)}: neither is used.`,
      };
}

function distinctChanges(changes: readonly NotatedChange[]): readonly NotatedChange[] {
  return [...new Map(changes.map((change) => [alterationKey(change), change])).values()];
}

/** The phase that all notations which state one agree on. */
function phaseOf(expressions: readonly VariantExpression[]): Phase | null {
  const [phase, ...others] = new Set(expressions.flatMap((expression) => expression.phase ?? []));
  return phase === undefined || others.length > 0 ? null : phase;
}

/** Rules speak of proteins: a change that is known by its bases only may be one of theirs, unseen. */
function knownByBasesOnly(change: NotatedChange): VariantProblem {
  return {
    problem: 'incomplete-data',
    message: `${alterationName(change)} is given without its effect on the protein; rules about protein changes do not see it.`,
  };
}

interface ReadExpression {
  readonly alteration: NotatedChange | null;
  readonly noChange: boolean;
  readonly problem: VariantProblem | null;
}

/** The expressions of the first slot that yields an alteration or a plain "no change", else of all. */
function firstReadable(
  bySlot: readonly (readonly VariantExpression[])[],
  read: (expression: VariantExpression) => ReadExpression | null,
): readonly ReadExpression[] {
  const results = bySlot.map((slot) => slot.map(read).filter((result) => result !== null));
  const useful = results.find((slot) =>
    slot.some(({ alteration, noChange }) => alteration !== null || noChange),
  );
  return useful ?? results.flat();
}

function readExpression(
  terminology: Terminology,
  expression: VariantExpression,
  level: 'protein' | 'coding',
  studied: StudiedGenes,
  numbering: string | null,
  written: GeneSymbol | null,
): ReadExpression | null {
  if (expression.level !== level) return null;
  const gene = geneOfExpression(terminology, expression, studied, written);
  if (typeof gene !== 'string') return { alteration: null, noChange: false, problem: gene };
  const change =
    level === 'protein'
      ? proteinChangeOf(terminology, gene, expression.body, expression.accession ?? numbering)
      : codingChangeOf(terminology, gene, expression.body, expression.accession ?? numbering);
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
  return { alteration: change, noChange: false, problem };
}

function isUnchangedCoding({ level, body }: VariantExpression): boolean {
  return level === 'coding' && readCodingChange(body).read === 'no-change';
}

/**
 * The gene of a notation: the one whose sequence it is written on, else the one it names, else the
 * only one studied. With several genes and a notation that names none, nothing says whose change it is.
 */
function geneOfExpression(
  terminology: Terminology,
  expression: VariantExpression,
  studied: StudiedGenes,
  written: GeneSymbol | null,
): GeneSymbol | VariantProblem {
  const bySequence =
    expression.accession === null ? written : geneOfSequence(terminology, expression.accession);
  const byName = geneNamedBy(terminology, expression);
  if (bySequence !== null && byName !== null && bySequence !== byName) {
    return conflictBetween(bySequence, byName);
  }
  const named = bySequence ?? byName;
  if (studied.conflicts.length > 0) {
    // The sequence is the third witness; it settles which of two contradictory names is meant.
    return bySequence !== null && studied.doubted.includes(bySequence)
      ? bySequence
      : { problem: 'gene-conflict', message: 'The gene of the variant is contradictory.' };
  }
  if (named !== null) {
    return studied.names.length > 0 && !studied.names.includes(named)
      ? conflictBetween(named, studied.names.join(', '))
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

function geneOfSequence(terminology: Terminology, accession: string): GeneSymbol | null {
  return terminology.geneBySequence.get(accession.split('.')[0] ?? '') ?? null;
}

/** The gene on whose sequences the notations of a variant are written, else the one whose sequences stand beside them, when they agree. */
function geneOfSequences(
  terminology: Terminology,
  expressions: readonly VariantExpression[],
  parts: readonly VariantPart[],
): GeneSymbol | null {
  const genesOf = (accessions: readonly string[]): readonly GeneSymbol[] =>
    accessions.flatMap((accession) => geneOfSequence(terminology, accession) ?? []);
  const own = genesOf(expressions.flatMap(({ accession }) => accession ?? []));
  const genes = own.length > 0 ? own : genesOf(sequencesOf(parts));
  const [gene] = genes;
  return gene !== undefined && genes.every((other) => other === gene) ? gene : null;
}

function geneNamedBy(
  terminology: Terminology,
  { geneName, accession }: VariantExpression,
): GeneSymbol | null {
  if (geneName === null) return null;
  const known = geneByName(terminology, geneName);
  // Beside an accession (`NM_024531.4(SYMBOL):c. ...`) the name is certain, known or not.
  return known ?? (accession !== null && looksLikeSymbol(geneName) ? geneName : null);
}

function conflictBetween(named: string, others: string): VariantProblem {
  return {
    problem: 'gene-conflict',
    message: `The notation is of ${named}, the record says ${others}.`,
  };
}

const SEQUENCES = ['proteinSequence', 'transcript'] as const;

/** The sequence whose numbering bare notations follow: that of any notation, else the transcript. */
function accessionOf(
  expressions: readonly VariantExpression[],
  parts: readonly VariantPart[],
): string | null {
  const own = expressions.filter(({ level }) => level !== 'genomic').map((e) => e.accession);
  return [...own, ...sequencesOf(parts)].find((accession) => accession !== null) ?? null;
}

function sequencesOf(parts: readonly VariantPart[]): readonly string[] {
  return partsOfKinds(parts, SEQUENCES).flatMap(({ value }) =>
    expressionsOf(value).filter((text) => /^(?:[NX][MP]_|ENS|LRG)/.test(text)),
  );
}

function problemsOf(
  all: readonly VariantExpression[],
  ...read: readonly (readonly ReadExpression[])[]
): readonly VariantProblem[] {
  const found = read.flat().flatMap(({ problem }) => problem ?? []);
  if (found.length > 0 || all.some(({ level }) => level !== 'genomic')) return found;
  return [
    {
      problem: 'unparsed-change',
      message: COORDINATES_ONLY,
    },
  ];
}

export const COORDINATES_ONLY =
  'The variant is given in genomic coordinates only, or counted on a whole transcript (n.); what it does to the protein takes the reference genome. Send p. or c. notation beside them.';

function isConflict({ problem }: VariantProblem): boolean {
  return problem === 'gene-conflict';
}
