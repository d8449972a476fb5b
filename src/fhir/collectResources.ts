import type { ReadProblem } from '../domain/readProblem.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { contentHash, contentOf, isSameContent } from './contentHash.ts';
import {
  asList,
  asObject,
  asText,
  listAt,
  objectAt,
  objectsAt,
  textAt,
  type JsonObject,
} from './json.ts';
import { remembered } from './remembered.ts';

/** One resource of the record, found wherever it stood. */
export interface RecordedResource {
  readonly ref: ResourceRef;
  /** Its number in the record: what is noted of it is kept in a list, which is faster than by `ref`. */
  readonly place: number;
  readonly type: string;
  readonly resource: JsonObject;
  /** The resource it is contained in, or `null`. */
  readonly container: ResourceRef | null;
  /** Where its Bundle says that it is from. */
  readonly fullUrl: string | null;
  readonly glance: Glance;
}

/**
 * What every resource is asked, noted when it is met: to fetch it from memory once more for each question is
 * most of what a large record costs. Neighbours that say the same share one.
 */
export interface Glance {
  /** The reference of its `subject`, where that alone tells whose it is. */
  readonly subject: string | null;
  readonly status: unknown;
  readonly hasModifier: boolean;
  readonly hasMembers: boolean;
}

/** All resources of the record, once each, in an order that does not depend on their arrival. */
export interface ResourceCollection {
  readonly resources: readonly RecordedResource[];
  /** All places are below this. */
  readonly places: number;
  /** The resource that a Reference in `from` points to, or `null`. */
  readonly resolve: (reference: unknown, from: RecordedResource) => RecordedResource | null;
  readonly problems: readonly ReadProblem[];
}

/**
 * Flattens Bundles (nested ones too), Parameters and contained resources, drops repeats and
 * indexes everything by the ways a reference may name it.
 */
export function collectResources(inputs: readonly unknown[]): ResourceCollection {
  const { found, unreadable, cut } = flatten(inputs);
  const byRef = new Map<ResourceRef, RecordedResource>();
  // Of thousands of repeats each is written out once, not once for each other.
  const content = remembered((resource: JsonObject) => contentOf(resource));
  for (const item of found) {
    const kept = byRef.get(item.ref);
    if (kept === undefined || isNewer(item, kept, content)) byRef.set(item.ref, item);
  }
  const index = referenceIndex(found, byRef);
  return {
    resources: sortedByRef(byRef),
    places: found.length,
    resolve: (reference, from) => resolve(index, reference, from),
    problems: [
      ...(unreadable === 0 ? [] : [unreadableProblem(unreadable)]),
      ...(cut ? [limitProblem()] : []),
    ],
  };
}

function sortedByRef(byRef: ReadonlyMap<ResourceRef, RecordedResource>): RecordedResource[] {
  const sorted: RecordedResource[] = [];
  for (const ref of [...byRef.keys()].sort()) {
    const resource = byRef.get(ref);
    if (resource !== undefined) sorted.push(resource);
  }
  return sorted;
}

/** More than any chart holds; keeps the time of one request bounded. */
const MOST_RESOURCES = 100_000;

/** A list that is being walked through, and how far: only the way down to the present place is kept. */
interface Walk {
  readonly list: readonly unknown[];
  /** Of a Bundle, `entry`; of Parameters, `parameter` or `part`; else the resources themselves. */
  readonly of: 'resources' | 'entries' | 'parameters';
  readonly container: ResourceRef | null;
  next: number;
}

function flatten(inputs: readonly unknown[]): {
  readonly found: readonly RecordedResource[];
  readonly unreadable: number;
  readonly cut: boolean;
} {
  const found: RecordedResource[] = [];
  // Bundles and Parameters only: a resource may stand both in a Bundle and beside it.
  const seen = new Set<unknown>();
  const typeOf = resourceTypes();
  const glanceAt = glances();
  let unreadable = 0;
  const walks: Walk[] = [];
  const descend = (
    list: readonly unknown[],
    of: Walk['of'],
    container: ResourceRef | null,
  ): void => {
    if (list.length > 0) walks.push({ list, of, container, next: 0 });
  };
  const take = (value: unknown, fullUrl: string | null, container: ResourceRef | null): void => {
    const resource = asObject(value);
    const type = resource === null ? null : typeOf(resource['resourceType']);
    if (resource === null || type === null) unreadable += 1;
    else if (type === 'Bundle' || type === 'Parameters') {
      if (seen.has(resource)) return;
      seen.add(resource);
      if (type === 'Bundle') descend(listAt(resource, 'entry'), 'entries', null);
      else descend(listAt(resource, 'parameter'), 'parameters', null);
    } else {
      const ref = refOf(resource, type, fullUrl, container);
      const glance = glanceAt(resource);
      found.push({ ref, place: found.length, type, resource, container, fullUrl, glance });
      descend(asList(resource['contained']), 'resources', container ?? ref);
    }
  };
  descend(inputs, 'resources', null);
  for (let walk = walks.at(-1); walk !== undefined; walk = walks.at(-1)) {
    if (found.length > MOST_RESOURCES) break;
    if (walk.next === walk.list.length) {
      walks.pop();
      continue;
    }
    const item = walk.list[walk.next];
    walk.next += 1;
    if (walk.of === 'resources') {
      take(item, null, walk.container);
      continue;
    }
    const holder = asObject(item);
    if (holder === null) continue;
    const inner = holder['resource'];
    if (walk.of === 'parameters') descend(listAt(holder, 'part'), 'parameters', null);
    if (inner !== undefined) take(inner, asText(holder['fullUrl']), null);
  }
  // One more than is read, to know that there is one more.
  const cut = found.length > MOST_RESOURCES;
  if (cut) found.pop();
  return { found, unreadable, cut };
}

/**
 * The type that a resource states, or `null`. Each type is one text for all resources, and that of the code
 * where it is one of those: comparing it then takes no look at its letters.
 */
function resourceTypes(): (stated: unknown) => string | null {
  const known = new Map(FREQUENT_TYPES.map((type) => [type, type]));
  let last: string | null = null;
  return (stated) => {
    if (stated === last) return last;
    const type = asText(stated);
    if (type === null || !TYPE_NAME.test(type)) return null;
    last = known.get(type) ?? type;
    known.set(type, last);
    return last;
  };
}

const FREQUENT_TYPES = ['Observation', 'Specimen', 'DiagnosticReport', 'Condition', 'Procedure'];
const TYPE_NAME = /^[A-Z][A-Za-z]{1,50}$/;

function glances(): (resource: JsonObject) => Glance {
  let last: Glance | null = null;
  return (resource) => {
    const subject = subjectAlone(asObject(resource['subject']));
    const status = resource['status'];
    const hasModifier = resource['modifierExtension'] !== undefined;
    const hasMembers = resource['hasMember'] !== undefined;
    const isSame =
      last?.subject === subject &&
      last.status === status &&
      last.hasModifier === hasModifier &&
      last.hasMembers === hasMembers;
    if (last === null || !isSame) last = { subject, status, hasModifier, hasMembers };
    return last;
  };
}

/** A contained patient is this resource's own, and an identifier may be. */
function subjectAlone(subject: JsonObject | null): string | null {
  if (subject === null || subject['identifier'] !== undefined) return null;
  const reference = subject['reference'];
  return typeof reference === 'string' && !reference.startsWith('#') ? reference : null;
}

/** Resources of a transaction have no id: their full URL, or else their content, names them. */
function refOf(
  resource: JsonObject,
  type: string,
  fullUrl: string | null,
  container: ResourceRef | null,
): ResourceRef {
  const id = asText(resource['id']);
  if (container !== null && id !== null) return `${container}#${id.replace(/^#/, '')}`;
  if (id !== null) return `${type}/${id}`;
  const fromUrl = fullUrl === null ? null : typeAndIdOf(fullUrl);
  if (fromUrl?.startsWith(`${type}/`) === true) return fromUrl;
  if (fullUrl?.startsWith('urn:uuid:') === true)
    return `${type}/${fullUrl.slice('urn:uuid:'.length)}`;
  return `${type}/without-id-${contentHash(resource)}`;
}

/** Of two versions the later one counts; without dates the choice still does not depend on order. */
function isNewer(
  a: RecordedResource,
  b: RecordedResource,
  content: (resource: JsonObject) => string,
): boolean {
  if (a.resource === b.resource) return false;
  const [versionA, versionB] = [versionOf(a), versionOf(b)];
  if (versionA !== versionB) return versionA > versionB;
  // The same result found by two queries is by far the most frequent repeat.
  return !isSameContent(a.resource, b.resource) && content(a.resource) > content(b.resource);
}

function versionOf({ resource }: RecordedResource): string {
  const meta = objectAt(resource, 'meta');
  if (meta === null) return '';
  const version = textAt(meta, 'versionId') ?? '';
  return `${textAt(meta, 'lastUpdated') ?? ''}|${version.padStart(LONGEST_VERSION, '0')}`;
}

const LONGEST_VERSION = 12;

/** The resource that a text names: `Type/id`, a full URL or an identifier. */
type ReferenceIndex = (name: string) => RecordedResource | undefined;

/**
 * Most references are `Type/id`, and those of one list mostly come in the order of the record: the resource
 * after the last one is tried first. The index of other names is made when the first of them is asked for.
 */
function referenceIndex(
  found: readonly RecordedResource[],
  byRef: ReadonlyMap<ResourceRef, RecordedResource>,
): ReferenceIndex {
  let others: ReadonlyMap<string, RecordedResource> | null = null;
  const isWithoutRepeats = byRef.size === found.length;
  let last = 0;
  return (name) => {
    const next = found[last + 1];
    if (isWithoutRepeats && next?.ref === name) {
      last = next.place;
      return next;
    }
    const known = byRef.get(name);
    if (known !== undefined) {
      last = known.place;
      return known;
    }
    others ??= otherNames(found, byRef);
    return others.get(name);
  };
}

function otherNames(
  found: readonly RecordedResource[],
  byRef: ReadonlyMap<ResourceRef, RecordedResource>,
): ReadonlyMap<string, RecordedResource> {
  const index = new Map<string, RecordedResource>();
  for (const recorded of found) {
    const { ref, type, fullUrl, resource } = recorded;
    const accession = type === 'Specimen' ? objectAt(resource, 'accessionIdentifier') : null;
    if (fullUrl === null && resource['identifier'] === undefined && accession === null) continue;
    const current = byRef.get(ref) ?? recorded;
    if (fullUrl !== null) index.set(fullUrl, current);
    const identifiers = objectsAt(resource, 'identifier');
    for (const identifier of accession === null ? identifiers : [...identifiers, accession]) {
      const key = identifierKey(type, identifier);
      if (key !== null) index.set(key, current);
    }
  }
  return index;
}

function identifierKey(type: string, identifier: JsonObject): string | null {
  const value = textAt(identifier, 'value');
  if (value === null) return null;
  return `${type}?identifier=${textAt(identifier, 'system') ?? ''}|${value}`;
}

function resolve(
  index: ReferenceIndex,
  reference: unknown,
  from: RecordedResource,
): RecordedResource | null {
  const object = asObject(reference);
  const target = object === null ? null : asText(object['reference']);
  if (object === null || target === null) {
    return object === null ? null : resolveIdentifier(index, object);
  }
  if (target.startsWith('#')) return index(`${from.container ?? from.ref}${target}`) ?? null;
  return index(target) ?? resolveTyped(index, target) ?? resolveIdentifier(index, object);
}

/** An absolute reference, or one to a version. */
function resolveTyped(index: ReferenceIndex, target: string): RecordedResource | null {
  const typed = typeAndIdOf(target);
  return typed === null ? null : (index(typed) ?? null);
}

/** A logical reference: `{ type, identifier }`. */
function resolveIdentifier(index: ReferenceIndex, reference: JsonObject): RecordedResource | null {
  const identifier = objectAt(reference, 'identifier');
  const type = textAt(reference, 'type') ?? 'Specimen';
  const key = identifier === null ? null : identifierKey(type, identifier);
  return key === null ? null : (index(key) ?? null);
}

/** `Type/id` of a relative or absolute reference, without version. */
export function typeAndIdOf(reference: string): ResourceRef | null {
  const match = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-._]{1,128})(?:\/_history\/[^/]+)?$/.exec(
    reference,
  );
  return match === null ? null : `${match[1] ?? ''}/${match[2] ?? ''}`;
}

function unreadableProblem(count: number): ReadProblem {
  return {
    resource: null,
    problem: 'unreadable',
    message: `${String(count)} of the inputs or entries ${count === 1 ? 'is' : 'are'} not a FHIR resource.`,
  };
}

function limitProblem(): ReadProblem {
  return {
    resource: null,
    problem: 'limit-reached',
    message: `The record holds more than ${String(MOST_RESOURCES)} resources; the rest was not read.`,
  };
}
