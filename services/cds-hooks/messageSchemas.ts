import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Problem } from './errors.ts';

/** The messages of openapi.json that are checked, by the names they have there. */
export const MESSAGES = [
  'PatientViewRequest',
  'OrderSelectRequest',
  'OrderSignRequest',
  'FeedbackRequest',
  'CdsResponse',
] as const;

export type MessageName = (typeof MESSAGES)[number];

/** What is wrong with a message; empty when it is valid. */
export type MessageSchemas = (name: MessageName, message: unknown) => readonly Problem[];

const DOCUMENT = 'openapi';
/** OpenAPI's own members, and our sentence for a value that does not fit. */
const OPENAPI_KEYWORDS = ['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components'];
const OUR_SENTENCE = 'x-must';
/** A broken message can be wrong in as many places as it has; nobody reads more than these. */
const MAX_PROBLEMS = 20;

/** Compiles the schemas once, so that the published description and the checks cannot differ. */
export function compileMessageSchemas(openApi: object): MessageSchemas {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    // Conditional branches repeat only what they add.
    strictTypes: false,
  });
  addFormats.default(ajv);
  ajv.addVocabulary([...OPENAPI_KEYWORDS, OUR_SENTENCE]);
  ajv.addSchema(openApi, DOCUMENT);
  const validators = new Map<MessageName, ValidateFunction>(
    MESSAGES.map((name) => [
      name,
      ajv.compile({ $ref: `${DOCUMENT}#/components/schemas/${name}` }),
    ]),
  );
  return (name, message) => {
    const validate = validators.get(name);
    if (validate === undefined) throw new TypeError(`${name} is not compiled`);
    return validate(message) ? [] : problemsOf(validate.errors ?? []);
  };
}

function problemsOf(errors: readonly ErrorObject[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    if (error.keyword === 'if') continue; // The branch has its own errors.
    const path = pathOf(error);
    // The later schema is the more specific one.
    problems.set(path, { path, message: messageOf(error) });
  }
  return [...problems.values()].slice(0, MAX_PROBLEMS);
}

/** The JSON path of the member that is wrong or missing. */
function pathOf({ instancePath, params }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('');
  const { missingProperty } = params as { missingProperty?: string };
  return missingProperty === undefined ? `$${path}` : `$${path}.${missingProperty}`;
}

function messageOf({ keyword, message, params, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'dependentRequired': {
      const { property } = params as { property: string };
      return `is missing, and ${property} needs it`;
    }
    case 'const': {
      const { allowedValue } = params as { allowedValue: unknown };
      return `must be ${JSON.stringify(allowedValue)}`;
    }
    default: {
      const sentence: unknown = keyword === 'type' ? undefined : parentSchema?.[OUR_SENTENCE];
      return typeof sentence === 'string' ? sentence : (message ?? 'is not valid');
    }
  }
}
