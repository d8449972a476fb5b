import { alterationKey, geneOf, type Alteration } from '../domain/alteration.ts';
import type { Phase, PhaseRelation, Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { mentionsPhase, phaseInWords } from '../nomenclature/phaseInWords.ts';
import { wordedFindingsIn } from '../nomenclature/wordedFindings.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, listAt, notesOf, textAt } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import { partsOfKind } from './variantParts.ts';

type Pair = readonly [Alteration, Alteration];
type ReadingsOf = (ref: ResourceRef) => readonly Reading[];

/** One statement that two changes of a gene lie on one allele or on two. */
interface PhaseStatement {
  readonly between: Pair;
  readonly phase: Phase;
  readonly source: RecordedResource;
  readonly sampleIds: readonly string[];
}

/** Whether a variant's resource may say how its changes lie to others: most do not, and need no second look. */
export function mayStatePhase(
  { partsOf }: Pick<ReaderContext, 'partsOf'>,
  observation: RecordedResource,
  findings: number,
): boolean {
  if (findings > 1) return true;
  const { resource } = observation;
  const isWorded =
    resource['note'] !== undefined ||
    resource['valueString'] !== undefined ||
    partsOf(observation).some(({ kinds }) => kinds.includes('conclusion'));
  return isWorded && textsOf({ partsOf }, observation).some(mentionsPhase);
}

/**
 * The readings, with what the record says of the phase of their changes: in an Observation of its
 * own, or in that of a variant. Statements that disagree are told and all kept: then the phase is
 * not known.
 */
export function withPhases(
  context: ReaderContext,
  readings: readonly Reading[],
  sources: readonly RecordedResource[],
  readingsOf: ReadingsOf,
): readonly Reading[] {
  const statements = sources.flatMap((source) =>
    context.kindOf(source).kind === 'phase'
      ? readAllelicPhase(context, source, readingsOf)
      : phasesBeside(context, source, readingsOf(source.ref)),
  );
  if (statements.length === 0) return readings;
  const relations = relationsOf(context, statements);
  return readings.map((reading) => {
    const phases = relations.get(readingKey(reading.sampleId, reading.of));
    return phases === undefined ? reading : { ...reading, phases: [...phases.values()] };
  });
}

/** GRIG "sequence phase relationship" (LOINC 82120-7): it points to the two variants it relates. */
function readAllelicPhase(
  context: ReaderContext,
  source: RecordedResource,
  readingsOf: ReadingsOf,
): readonly PhaseStatement[] {
  const { resource } = source;
  const phase =
    phaseOfConcept(conceptAt(resource, 'valueCodeableConcept')) ??
    phaseInWords(textAt(resource, 'valueString') ?? '');
  if (phase === null) {
    context.outcome(source, 'not used', 'a phase that is not determined');
    return [];
  }
  const related = listAt(resource, 'derivedFrom')
    .slice(0, MOST_RELATED)
    .flatMap((reference) => context.resolve(reference, source) ?? [])
    .flatMap(({ ref }) => readingsOf(ref));
  const between = theOnlyPair(detectedIn(related));
  if (between === null) {
    const message =
      'The phase does not point to two changes of one gene that were read; it is not used.';
    context.problem(source, 'incomplete-data', message);
    context.outcome(source, 'not used', message);
    return [];
  }
  context.outcome(source, 'phase', phase);
  const sampleIds = [...new Set(related.map(({ sampleId }) => sampleId))];
  return [{ between, phase, source, sampleIds }];
}

const MOST_RELATED = 20;

/**
 * What the resource of a variant says itself: in its notation (`p.[T790M;C797S]`), as a component
 * (82120-7), or in words that name the other change (`in trans with T790M`).
 */
function phasesBeside(
  context: ReaderContext,
  source: RecordedResource,
  readings: readonly Reading[],
): readonly PhaseStatement[] {
  const own = detectedIn(readings);
  const sampleIds = [...new Set(readings.map(({ sampleId }) => sampleId))];
  const between = theOnlyPair(own);
  const parts = context.partsOf(source);
  const coded = [
    context.contentOf(parts).phase,
    ...partsOfKind(parts, 'allelicPhase').map(({ value }) => phaseOfConcept(value)),
  ].find((phase) => phase !== null);
  const stated = between === null || coded == null ? [] : [{ between, phase: coded }];
  const worded = textsOf(context, source)
    .filter(mentionsPhase)
    .flatMap((text) => phasesInText(context, own, text));
  return [...stated, ...worded].map((statement) => ({ ...statement, source, sampleIds }));
}

/** Results, notes and conclusions in words. */
function textsOf(
  { partsOf }: Pick<ReaderContext, 'partsOf'>,
  source: RecordedResource,
): readonly string[] {
  const texts = partsOfKind(partsOf(source), 'conclusion').flatMap(({ value }) =>
    wordingsOf(value),
  );
  const result = textAt(source.resource, 'valueString');
  return [...texts, ...notesOf(source.resource), ...(result === null ? [] : [result])];
}

/** A clause that names one change speaks of it and of the resource's own. */
function phasesInText(
  { terminology }: ReaderContext,
  own: readonly Alteration[],
  text: string,
): readonly { readonly between: Pair; readonly phase: Phase }[] {
  const [only] = own;
  const gene = only === undefined ? null : geneOf(only);
  return wordedFindingsIn(terminology, text, gene).flatMap(({ alterations, phase }) => {
    const between = theOnlyPair(alterations) ?? theOnlyPair([...own, ...alterations]);
    return between === null || phase === null ? [] : [{ between, phase }];
  });
}

function phaseOfConcept(concept: Concept): Phase | null {
  for (const { code } of concept.codings) {
    const phase = PHASES.get(code?.toLowerCase() ?? '');
    if (phase !== undefined) return phase;
  }
  return (
    wordingsOf(concept)
      .map(phaseInWords)
      .find((phase) => phase !== null) ?? null
  );
}

/** GRIG sequence-phase-relationship-cs; its `Indeterminate` and `Unknown` say nothing. */
const PHASES: ReadonlyMap<string, Phase> = new Map([
  ['cis', 'cis'],
  ['trans', 'trans'],
]);

function detectedIn(readings: readonly Reading[]): readonly Alteration[] {
  return readings.flatMap(({ of, detection }) =>
    of.kind === 'any' || detection.state !== 'detected' ? [] : [of],
  );
}

/** The two small changes of one gene, when there are just two: of three it is not said which lie where. */
function theOnlyPair(alterations: readonly Alteration[]): Pair | null {
  const small = alterations.filter(({ kind }) => SMALL.has(kind));
  const [left, right, ...others] = new Map(small.map((one) => [alterationKey(one), one])).values();
  if (left === undefined || right === undefined || others.length > 0) return null;
  return geneOf(left) === geneOf(right) ? [left, right] : null;
}

/** Between copy numbers or fusions phase means nothing. */
const SMALL: ReadonlySet<Alteration['kind']> = new Set([
  'protein-change',
  'coding-change',
  'exon-event',
]);

type Relations = ReadonlyMap<string, ReadonlyMap<string, PhaseRelation>>;

function relationsOf(context: ReaderContext, statements: readonly PhaseStatement[]): Relations {
  const relations = new Map<string, Map<string, PhaseRelation>>();
  const note = (sampleId: string, of: Alteration, relation: PhaseRelation): void => {
    const key = readingKey(sampleId, of);
    const known = relations.get(key) ?? new Map<string, PhaseRelation>();
    relations.set(key, known);
    const other = known.get(relationKey(relation.with, relation.phase === 'cis' ? 'trans' : 'cis'));
    if (other !== undefined) tellContradiction(context, [relation.resource, other.resource]);
    known.set(relationKey(relation.with, relation.phase), relation);
  };
  for (const { between, phase, source, sampleIds } of statements) {
    const [left, right] = between;
    for (const sampleId of sampleIds) {
      note(sampleId, left, { with: right, phase, resource: source.ref });
      note(sampleId, right, { with: left, phase, resource: source.ref });
    }
  }
  return relations;
}

function readingKey(sampleId: string, of: Reading['of']): string {
  return `${sampleId} ${of.kind === 'any' ? `any ${of.gene}` : alterationKey(of)}`;
}

function relationKey(other: Alteration, phase: Phase): string {
  return `${alterationKey(other)} ${phase}`;
}

function tellContradiction(context: ReaderContext, resources: readonly ResourceRef[]): void {
  for (const ref of resources) {
    context.problem(
      { ref },
      'contradictory-phase',
      'Two changes are said to lie both on one allele and on two; their phase counts as not known.',
    );
  }
}
