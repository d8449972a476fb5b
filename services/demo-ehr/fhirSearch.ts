import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import { clinicalDate } from '../../src/domain/date.ts';
import type { FhirStore } from './fhirStore.ts';
import { RESOURCE_TYPES, type ResourceType } from './resourceTypes.ts';

/** A request that the server will not guess at. */
export interface SearchFault {
  readonly fault: string;
}

interface SearchRequest {
  readonly type: ResourceType;
  readonly parameters: URLSearchParams;
  /** Absolute base of this server as the client reaches it. */
  readonly base: string;
  /** Refuses unknown parameters (`Prefer: handling=strict`). */
  readonly isStrict?: boolean;
}

/**
 * https://hl7.org/fhir/R4/search.html, as much of it as decision support asks for. A comma means OR,
 * a repeated parameter AND. Unknown parameters are ignored, as lenient servers do; the `self` link
 * tells which were used.
 */
export function searchResources(store: FhirStore, request: SearchRequest): Bundle | SearchFault {
  const { type, parameters, base, isStrict = false } = request;
  const count = wholeNumber(parameters.get('_count'), DEFAULT_PAGE_SIZE);
  const offset = wholeNumber(parameters.get('_offset'), 0);
  if (count === null) return { fault: '_count must be a whole number of at least 0.' };
  if (offset === null) return { fault: '_offset must be a whole number of at least 0.' };

  const unknown = isStrict ? [...parameters.keys()].find((name) => !isKnown(name)) : undefined;
  if (unknown !== undefined) return { fault: `The parameter ${unknown} is not known here.` };

  const used = new URLSearchParams();
  let matches = store.all(type);
  for (const [name, value] of parameters) {
    const test = PARAMETERS.get(name);
    if (test === undefined || value === '') continue;
    if (DATE_PARAMETERS.has(name) && value.split(',').some((date) => dateQuery(date) === null)) {
      return { fault: `${name} must be a date, with or without a prefix such as ge.` };
    }
    used.append(name, value);
    matches = matches.filter((resource) =>
      value.split(',').some((alternative) => test(resource, alternative)),
    );
  }
  matches = sorted(matches, parameters.get('_sort'));
  for (const name of ['_sort', '_include']) {
    for (const value of parameters.getAll(name)) used.append(name, value);
  }

  const size = Math.min(count, LARGEST_PAGE);
  const page = matches.slice(offset, offset + size);
  const linkTo = (start: number): string => {
    const query = new URLSearchParams(used);
    if (parameters.has('_count')) query.set('_count', String(size));
    if (start > 0) query.set('_offset', String(start));
    const text = query.toString();
    return `${base}/${type}${text === '' ? '' : `?${text}`}`;
  };
  const entries = [
    ...page.map((resource) => entryOf(base, resource, 'match')),
    ...included(store, page, parameters.getAll('_include')).map((resource) =>
      entryOf(base, resource, 'include'),
    ),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: matches.length,
    link: [
      { relation: 'self', url: linkTo(offset) },
      ...(size > 0 && offset + size < matches.length
        ? [{ relation: 'next', url: linkTo(offset + size) }]
        : []),
    ],
    // FHIR JSON has no empty arrays.
    ...(entries.length === 0 ? {} : { entry: entries }),
  };
}

/** The names that the CapabilityStatement may promise. */
export function searchParameterNames(): readonly string[] {
  return [...PARAMETERS.keys()];
}

const CONTROLS = new Set(['_count', '_offset', '_sort', '_include', '_format']);

function isKnown(name: string): boolean {
  return PARAMETERS.has(name) || CONTROLS.has(name);
}

const DEFAULT_PAGE_SIZE = 100;
const LARGEST_PAGE = 500;

type Test = (resource: FhirResource, value: string) => boolean;

const element = (resource: FhirResource, name: string): unknown =>
  (resource as unknown as Record<string, unknown>)[name];

const token =
  (...elements: readonly string[]): Test =>
  (resource, value) =>
    elements.some((name) => list(element(resource, name)).some((item) => isToken(item, value)));

const reference =
  (...elements: readonly string[]): Test =>
  (resource, value) =>
    elements.some((name) =>
      referencesIn(element(resource, name)).some((target) => isReference(target, value)),
    );

const named =
  (...parts: readonly string[]): Test =>
  (resource, value) =>
    list(element(resource, 'name'))
      .flatMap((name) => parts.flatMap((part) => list(member(name, part))))
      .some(
        (text) => typeof text === 'string' && text.toLowerCase().startsWith(value.toLowerCase()),
      );

const dated: Test = (resource, value) => {
  const query = dateQuery(value);
  const span = spanOf(resource);
  return query !== null && span !== null && query(span);
};

const DATE_PARAMETERS = new Set([
  'date',
  'authoredon',
  'collected',
  'effective',
  'effective-time',
  'onset-date',
  'recorded-date',
]);

const aboutPatient: Test = (resource, value) =>
  reference('subject', 'patient', 'for', 'beneficiary')(resource, asReferenceTo('Patient', value));

const PARAMETERS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['_id', (resource, value) => resource.id === value],
  ['patient', aboutPatient],
  ['subject', aboutPatient],
  ['code', token('code', 'medicationCodeableConcept', 'vaccineCode')],
  ['category', token('category')],
  ['status', token('status')],
  ['clinical-status', token('clinicalStatus')],
  ['intent', token('intent')],
  ['type', token('type')],
  ['identifier', token('identifier')],
  ['specimen', reference('specimen')],
  ['encounter', reference('encounter', 'context')],
  ['name', named('text', 'given', 'family')],
  ['given', named('given')],
  ['family', named('family')],
  ...[...DATE_PARAMETERS].map((name): [string, Test] => [name, dated]),
]);

/** A plain id stands for a resource of the type that the parameter searches. */
function asReferenceTo(type: string, value: string): string {
  return value.includes('/') ? value : `${type}/${value}`;
}

/** `code`, `system|code`, `|code` and `system|`, on a code, Coding, CodeableConcept or Identifier. */
function isToken(item: unknown, value: string): boolean {
  if (typeof item === 'string') return item === value.slice(value.indexOf('|') + 1);
  const codings = list(member(item, 'coding'));
  const bar = value.indexOf('|');
  const system = bar < 0 ? null : value.slice(0, bar);
  const code = value.slice(bar + 1);
  return (codings.length === 0 ? [item] : codings).some((coding) => {
    const itsSystem = member(coding, 'system') ?? '';
    const itsCode = member(coding, 'code') ?? member(coding, 'value');
    return (system === null || itsSystem === system) && (code === '' || itsCode === code);
  });
}

/** Relative and absolute references match each other by type and id; a plain id matches any type. */
function isReference(target: string, value: string): boolean {
  const wanted = value.split('/').slice(-2).join('/');
  return wanted.includes('/')
    ? target === wanted || target.endsWith(`/${wanted}`)
    : target.endsWith(`/${wanted}`);
}

function referencesIn(value: unknown): string[] {
  return list(value).flatMap((item) => {
    const target = member(item, 'reference');
    return typeof target === 'string' ? [target] : [];
  });
}

/** First and last day; open ends are as early or late as strings can be. */
interface Span {
  readonly first: string;
  readonly last: string;
}

const ALWAYS = '9999-12-31';

/** The clinically relevant time of a resource, wherever its type keeps it. */
function spanOf(resource: FhirResource): Span | null {
  const collection = element(resource, 'collection');
  const moments = [
    ...['effectiveDateTime', 'authoredOn', 'onsetDateTime', 'performedDateTime'],
    ...['whenHandedOver', 'recordedDate', 'date', 'occurrenceDateTime'],
  ].map((name) => element(resource, name));
  const moment = [...moments, member(collection, 'collectedDateTime')]
    .map(clinicalDate)
    .find((date) => date !== null);
  if (moment !== undefined) return days(moment);
  const period = ['effectivePeriod', 'performedPeriod', 'period']
    .map((name) => element(resource, name))
    .find((value) => value !== undefined);
  const start = clinicalDate(member(period, 'start'));
  const end = clinicalDate(member(period, 'end'));
  return start === null && end === null
    ? null
    : {
        first: start === null ? '' : days(start).first,
        last: end === null ? ALWAYS : days(end).last,
      };
}

/** Strings of days compare well even where a month has no 31st. */
function days(date: string): Span {
  const [year = '', month, day] = date.split('-');
  return {
    first: `${year}-${month ?? '01'}-${day ?? '01'}`,
    last: `${year}-${month ?? '12'}-${day ?? '31'}`,
  };
}

/** https://hl7.org/fhir/R4/search.html#prefix, by days. */
function dateQuery(value: string): ((span: Span) => boolean) | null {
  const [, prefix = 'eq', text = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/.exec(value) ?? [];
  const date = clinicalDate(text);
  if (date === null) return null;
  const { first, last } = days(date);
  const within = (span: Span) => span.first >= first && span.last <= last;
  switch (prefix) {
    case 'ne':
      return (span) => !within(span);
    case 'gt':
      return (span) => span.last > last;
    case 'lt':
      return (span) => span.first < first;
    case 'ge':
      return (span) => span.last >= first;
    case 'le':
      return (span) => span.first <= last;
    case 'sa':
      return (span) => span.first > last;
    case 'eb':
      return (span) => span.last < first;
    case 'ap':
      return (span) => span.first <= last && span.last >= first;
    default:
      return within;
  }
}

function sorted(resources: readonly FhirResource[], sort: string | null): readonly FhirResource[] {
  const name = sort?.replace(/^-/, '');
  if (sort === null || name === undefined || !DATE_PARAMETERS.has(name)) return resources;
  const direction = sort.startsWith('-') ? -1 : 1;
  return [...resources].sort(
    (one, other) =>
      direction * (spanOf(one)?.first ?? '').localeCompare(spanOf(other)?.first ?? ''),
  );
}

/** `_include=Type:parameter` for the references that a resource holds directly. */
function included(
  store: FhirStore,
  page: readonly FhirResource[],
  includes: readonly string[],
): FhirResource[] {
  const onPage = new Set(page.map((resource) => keyOf(resource)));
  const found = new Map<string, FhirResource>();
  for (const include of includes) {
    const [type, parameter = ''] = include.split(':');
    const elements = INCLUDED_ELEMENTS.get(parameter) ?? [];
    for (const resource of page.filter(({ resourceType }) => resourceType === type)) {
      for (const target of elements.flatMap((name) => referencesIn(element(resource, name)))) {
        const [targetType, id = ''] = target.split('/').slice(-2);
        const known = RESOURCE_TYPES.find((candidate) => candidate === targetType);
        const referred = known === undefined ? null : store.read(known, id);
        if (referred !== null && !onPage.has(keyOf(referred))) {
          found.set(keyOf(referred), referred);
        }
      }
    }
  }
  return [...found.values()];
}

const INCLUDED_ELEMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['patient', ['subject', 'patient']],
  ['subject', ['subject']],
  ['specimen', ['specimen']],
  ['result', ['result']],
  ['focus', ['focus']],
  ['has-member', ['hasMember']],
  ['derived-from', ['derivedFrom']],
  ['medication', ['medicationReference']],
]);

function keyOf(resource: FhirResource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

function entryOf(base: string, resource: FhirResource, mode: 'match' | 'include'): BundleEntry {
  return { fullUrl: `${base}/${keyOf(resource)}`, resource, search: { mode } };
}

function wholeNumber(text: string | null, otherwise: number): number | null {
  if (text === null || text === '') return otherwise;
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
