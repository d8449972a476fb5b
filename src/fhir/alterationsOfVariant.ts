import {
  alterationKey,
  type Alteration,
  type CopyNumberChange,
  type GeneSymbol,
} from '../domain/alteration.ts';
import type { Phase } from '../domain/reading.ts';
import { expressionsOf, type Concept } from '../nomenclature/concept.ts';
import { fusionsOfVariant } from './fusionsOfVariant.ts';
import { lossBeside } from './lossBeside.ts';
import {
  COORDINATES_ONLY,
  NO_NOTATION,
  notatedChanges,
  type VariantProblem,
} from './notatedChanges.ts';
import { deniesNotation } from './notationsOf.ts';
import {
  copyNumberIn,
  descriptionOf,
  statedChanges,
  statesReference,
  type Description,
} from './statedChanges.ts';
import { genesStudied, type StudiedGenes } from './variantGenes.ts';
import type { PartKind } from './genomicsCodes.ts';
import { partsOfKinds, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What the parts of one variant Observation say, before presence is considered. */
export interface VariantContent {
  readonly alterations: readonly Alteration[];
  readonly genes: readonly GeneSymbol[];
  readonly copyNumber: number | null;
  /** Loss of the other allele, stated beside a change; it is there when the change is. */
  readonly lossBeside: CopyNumberChange | null;
  /** How the changes of one notation lie to each other. */
  readonly phase: Phase | null;
  /** Something that defines a variant stands there, whether or not it could be read. */
  readonly namesVariant: boolean;
  /** A place or variant within the gene is named, readable or not: its absence is not that of the whole gene's. */
  readonly isPartOfGene: boolean;
  /** The notation itself says that nothing is changed: `p.=`, wild type, alternate equal to reference. */
  readonly statesNoChange: boolean;
  /** Words beside the notation say that it is not there. */
  readonly isDenied: boolean;
  readonly problems: readonly VariantProblem[];
}

/** The content of variants, worked out once for all that say the same. */
export function variantContents(
  vocabulary: Vocabulary,
): (parts: readonly VariantPart[]) => VariantContent {
  const known: Wording = { content: null, next: new Map() };
  let steps = 0;
  const followedBy = ({ next }: Wording, step: Concept | number | null): Wording => {
    let found = next.get(step);
    if (found === undefined) {
      found = { content: null, next: new Map() };
      if (steps < MOST_STEPS) next.set(step, found);
      steps += 1;
    }
    return found;
  };
  return (parts) => {
    let at = known;
    for (const { code, kinds, value, amount } of parts) {
      if (isMeasured(kinds)) continue;
      at = followedBy(followedBy(at, code), value);
      if (isOfCopies(kinds)) at = followedBy(at, amount?.value ?? null);
    }
    at.content ??= alterationsOfVariant(vocabulary, parts);
    return at.content;
  };
}

/** What is said more variously than this is not said again and again. */
const MOST_STEPS = 50_000;

/**
 * The parts of variants as paths: each step is a code, a value, or a number of copies. (A text that
 * is put together for a look-up is garbage right after.)
 */
interface Wording {
  content: VariantContent | null;
  readonly next: Map<Concept | number | null, Wording>;
}

/** The content depends on all parts but the numbers of a sample; copies are no such number. */
function isMeasured(kinds: readonly PartKind[]): boolean {
  return (
    kinds.includes('alleleFraction') ||
    kinds.includes('readDepth') ||
    kinds.includes('detectionLimit')
  );
}

function isOfCopies(kinds: readonly PartKind[]): boolean {
  return kinds.includes('copyNumber') || kinds.includes('alleleCopies');
}

/**
 * Alterations from the parts of a variant (GRIG 1.3, 1.4). The notation closest to the protein
 * wins; a gene alone never makes an alteration, whatever the Observation's value says.
 */
function alterationsOfVariant(
  vocabulary: Vocabulary,
  parts: readonly VariantPart[],
): VariantContent {
  const problems: VariantProblem[] = [];
  const description = descriptionOf(vocabulary, parts);
  const studied = genesStudied(vocabulary, parts, description.cytogenetic?.probes ?? []);
  for (const message of studied.conflicts) problems.push({ problem: 'gene-conflict', message });

  if (parts.some(({ kinds }) => kinds.includes('repeat'))) return repeatExpansion(studied);
  const fusions = fusionsOfVariant(vocabulary, parts, description, studied);
  const hgvs = fusions.length > 0 ? NO_NOTATION : notatedChanges(vocabulary, parts, studied);
  problems.push(...hgvs.problems);
  const copies = copyNumberIn(parts, description);
  const stated =
    hgvs.alterations.length > 0 || fusions.length > 0 || hgvs.statesNoChange
      ? []
      : statedChanges(
          vocabulary.terminology,
          parts,
          description,
          studied.genes,
          copies,
          hgvs.namesVariant,
        );
  const alterations = [...fusions, ...hgvs.alterations, ...stated];
  if (studied.genes.length === 0 && alterations.length === 0) {
    problems.push(...unknownGenes(studied));
  }
  const namesVariant = hgvs.namesVariant || alterations.length > 0;
  if (!namesVariant) problems.push(...onlyByPosition(parts, description));
  return {
    alterations: distinct(alterations),
    genes: studied.genes,
    copyNumber: copies,
    lossBeside: lossBeside(vocabulary, parts, description, hgvs.alterations, copies),
    phase: hgvs.phase,
    namesVariant,
    isPartOfGene: namesVariant || parts.some(isWithinGene),
    statesNoChange: hgvs.statesNoChange || statesReference(parts, description),
    isDenied: hgvs.alterations.length > 0 && isDenied(parts),
    problems,
  };
}

/** The length of a repeat is a number of its own, beside which notations often give another. */
function repeatExpansion({ genes }: StudiedGenes): VariantContent {
  return {
    alterations: [],
    genes,
    copyNumber: null,
    lossBeside: null,
    phase: null,
    namesVariant: true,
    isPartOfGene: true,
    statesNoChange: false,
    isDenied: false,
    problems: [{ problem: 'unparsed-change', message: 'A repeat expansion is not read.' }],
  };
}

function isDenied(parts: readonly VariantPart[]): boolean {
  return partsOfKinds(parts, NOTATED).some(({ value }) =>
    expressionsOf(value).some(deniesNotation),
  );
}

const NOTATED = ['proteinChange', 'codingChange', 'genomicChange', 'variationCode'] as const;

function isWithinGene({ kinds, value, amount }: VariantPart): boolean {
  return (
    kinds.some((kind) => WITHIN_GENE.has(kind)) &&
    (amount !== null || value.text !== null || value.codings.length > 0)
  );
}

const WITHIN_GENE: ReadonlySet<PartKind> = new Set<PartKind>([
  'variationCode',
  'cytogenetic',
  'region',
  'position',
  'referenceAllele',
  'alternateAllele',
]);

/** What is given for machines only is told apart from what is not given at all. */
function onlyByPosition(
  parts: readonly VariantPart[],
  { cytogenetic }: Description,
): readonly VariantProblem[] {
  const has = (kind: PartKind): boolean => parts.some(({ kinds }) => kinds.includes(kind));
  if (has('cytogenetic') && cytogenetic?.event !== 'none') {
    const message =
      'Cytogenetic notation (ISCN) is read when it states one abnormality and the gene stands beside it; this one is not.';
    return [{ problem: 'unparsed-change', message }];
  }
  return has('referenceAllele') && has('alternateAllele')
    ? [{ problem: 'unparsed-change', message: COORDINATES_ONLY }]
    : [];
}

function unknownGenes({ unknown }: StudiedGenes): readonly VariantProblem[] {
  return [...new Set(unknown)].map((gene) => ({
    problem: 'unknown-gene' as const,
    message: `The terminology does not know ${gene}.`,
  }));
}

function distinct(alterations: readonly Alteration[]): readonly Alteration[] {
  return [...new Map(alterations.map((found) => [alterationKey(found), found])).values()];
}
