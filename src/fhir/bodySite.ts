import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, conceptsAt, objectAt, objectsAt, textAt, type JsonObject } from './json.ts';
import type { ReaderContext } from './readerContext.ts';

/**
 * The body site of an Observation or of a specimen's collection, in the record's words, with its side and
 * part: two lungs are two lesions. `null` when none is named.
 */
export function bodySiteAt(
  context: ReaderContext,
  source: RecordedResource,
  element: JsonObject,
): string | null {
  if (element['bodySite'] !== undefined) {
    const site = objectAt(element, 'bodySite');
    const concept = context.vocabulary.conceptAt(element, 'bodySite');
    return siteOf(concept, site === null ? [] : qualifiersIn(site));
  }
  return element['extension'] === undefined ? null : siteOfStructure(context, source, element);
}

/** A site that has a code and no name: its code still tells two lesions apart. */
export function unnamedSiteAt(element: JsonObject): string | null {
  if (element['bodySite'] === undefined) return null;
  const code = conceptAt(element, 'bodySite').codings.find((coding) => coding.code !== null)?.code;
  return code == null ? null : `body site ${code}`;
}

/** The `bodySite` extension of R4: a BodyStructure stands for the site (GRIG STU3 and later). */
function siteOfStructure(
  { resolve }: ReaderContext,
  source: RecordedResource,
  element: JsonObject,
): string | null {
  const extension = objectsAt(element, 'extension').find(
    ({ url }) => url === 'http://hl7.org/fhir/StructureDefinition/bodySite',
  );
  const structure = extension === undefined ? null : resolve(extension['valueReference'], source);
  if (structure === null) return null;
  const { resource } = structure;
  return siteOf(conceptAt(resource, 'location'), [
    ...conceptsAt(resource, 'locationQualifier'),
    ...qualifiersIn(resource),
  ]);
}

/** mCODE's qualifiers for side and part of a site. */
function qualifiersIn(site: JsonObject): readonly Concept[] {
  return objectsAt(site, 'extension')
    .filter((extension) => /laterality|location-qualifier/i.test(textAt(extension, 'url') ?? ''))
    .flatMap((extension) => conceptsAt(extension, 'valueCodeableConcept'));
}

function siteOf(site: Concept, qualifiers: readonly Concept[]): string | null {
  const name = plainName(site);
  if (name === null) return null;
  const said = qualifiers
    .map(qualifierName)
    .filter((qualifier) => qualifier !== null && !name.toLowerCase().includes(qualifier));
  return [name, ...new Set(said)].join(', ');
}

function qualifierName(qualifier: Concept): string | null {
  const side = qualifier.codings.map(({ code }) => SIDES.get(code ?? '')).find(Boolean);
  return side ?? plainName(qualifier)?.toLowerCase() ?? null;
}

/** SNOMED CT qualifiers for the side of the body. */
const SIDES: ReadonlyMap<string, string> = new Map([
  ['7771000', 'left'],
  ['24028007', 'right'],
  ['51440002', 'right and left'],
]);

/** SNOMED's `(body structure)` and `(qualifier value)` are no part of the name. */
function plainName(concept: Concept): string | null {
  const [name] = wordingsOf(concept);
  return name?.replace(/(?<!\s)\s{0,9}\((?:body structure|qualifier value)\)$/i, '') ?? null;
}
