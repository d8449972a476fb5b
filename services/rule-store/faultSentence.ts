import type { ErrorObject } from 'ajv/dist/2020.js';

/**
 * What a schema finds, for the physician who wrote the file: where in the words of the file, what is
 * missing or wrong, and what the schema says the member is for.
 */
export function faultSentences(
  file: string,
  value: unknown,
  errors: readonly ErrorObject[],
): readonly string[] {
  const told = errors.filter(({ keyword }) => !WRAPPERS.has(keyword));
  // Of alternatives, one sentence for all stands for what each of them lacks.
  const groups = errors.filter(({ keyword }) => keyword === 'anyOf');
  const shown = told.filter(
    (error) => !groups.some((group) => error.schemaPath.startsWith(`${group.schemaPath}/`)),
  );
  const sentences = [...shown, ...groups].map((error) => {
    const place = placeOf(value, error);
    return `${file}${place === '' ? '' : `, ${place}`}: ${whatIsWrong(error)}`;
  });
  return [...new Set(sentences)];
}

/** They only say that something within them failed, which has a sentence of its own. */
const WRAPPERS: ReadonlySet<string> = new Set(['if', 'anyOf', 'propertyNames']);

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

function whatIsWrong(error: ErrorObject): string {
  const schema = error.parentSchema as Described | undefined;
  const meant = (description = schema?.description): string =>
    description === undefined ? '' : ` ${description}`;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required': {
      const member = String(params['missingProperty']);
      return `"${member}" is missing.${meant(schema?.properties?.[member]?.description ?? schema?.description)}`;
    }
    case 'additionalProperties':
      return `"${String(params['additionalProperty'])}" is not a member of this. Known are ${listed(Object.keys(schema?.properties ?? {}))}.`;
    case 'enum':
      return `${quoted(error.data)} is not allowed here; write one of ${listed(params['allowedValues'] as readonly unknown[])}.${meant()}`;
    case 'const':
      return `${quoted(error.data)} is not allowed here; write ${quoted(params['allowedValue'])}.${meant()}`;
    case 'pattern':
      return `${quoted(error.data)} is not in a form that is understood.${meant()}`;
    case 'format':
      return `${quoted(error.data)} is not a ${String(params['format'])}.${meant()}`;
    case 'minLength':
      return `${quoted(error.data)} is too short: at least ${String(params['limit'])} characters.${meant()}`;
    case 'maxLength':
      return `the text has ${String(String(error.data).length)} characters; at most ${String(params['limit'])} are read on a card.${meant()}`;
    case 'minItems':
      return `at least ${String(params['limit'])} ${params['limit'] === 1 ? 'entry is' : 'entries are'} needed.${meant()}`;
    case 'uniqueItems':
      return `entries ${String(Number(params['j']) + 1)} and ${String(Number(params['i']) + 1)} are the same.`;
    case 'dependentRequired':
      return `"${String(params['property'])}" needs "${String(params['missingProperty'])}" beside it.${meant()}`;
    case 'contains':
      return `none of the entries is of the kind that this claim needs.${meant()}`;
    case 'anyOf':
      return `it has none of the forms that are allowed.${meant()}`;
    case 'type':
      return `${quoted(error.data)} is not a ${String(params['type'])}.${meant()}`;
    default:
      return `${error.message ?? 'it is not valid'}.${meant()}`;
  }
}

/** `row 3 (EGFR T790M), gefitinib, evidence 1`. */
function placeOf(root: unknown, { instancePath, propertyName }: ErrorObject): string {
  const words: string[] = [];
  let at: unknown = root;
  for (const segment of instancePath.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    at = (at as Record<string, unknown> | null | undefined)?.[name];
    if (/^\d+$/.test(name)) {
      const list = words.pop() ?? 'entry';
      const named = (at as { readonly alteration?: unknown } | null)?.alteration;
      const which = typeof named === 'string' ? ` (${named})` : '';
      words.push(`${SINGULAR.get(list) ?? list} ${String(Number(name) + 1)}${which}`);
    } else if (!SILENT.has(name)) words.push(name);
  }
  if (propertyName !== undefined) words.push(`"${propertyName}"`);
  return words.join(', ');
}

const SINGULAR: ReadonlyMap<string, string> = new Map([
  ['rows', 'row'],
  ['alterations', 'alteration'],
  ['diseases', 'disease'],
  ['matches', 'case that must match'],
  ['doesNotMatch', 'case that must not match'],
]);

/** Members whose own members say enough. */
const SILENT: ReadonlySet<string> = new Set([
  'calls',
  'sources',
  'drugs',
  'genes',
  'drugClasses',
  'values',
]);

function quoted(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

function listed(values: readonly unknown[]): string {
  const words = values.map((value) => quoted(value));
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
