import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { faultSentences } from './faultSentence.ts';

/** The faults of a file's content against a schema of `rules/schema/`, as sentences. */
export type SchemaCheck = (file: string, value: unknown, schema: string) => readonly string[];

/** Compiles the schemas of a `rules/` directory as they are asked for. */
export function schemaCheck(directory: string): SchemaCheck {
  const ajv = new Ajv2020({
    allErrors: true,
    // Sentences quote what the schema says a member is for.
    verbose: true,
    strict: true,
    // Conditions such as "at least one of pmid, doi, url" name members that the parent defines.
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  addFormats.default(ajv);
  const validators = new Map<string, ValidateFunction>();
  return (file, value, schema) => {
    let validate = validators.get(schema);
    if (validate === undefined) {
      const path = join(directory, 'schema', `${schema}.schema.json`);
      validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
      validators.set(schema, validate);
    }
    return validate(value) ? [] : faultSentences(file, value, validate.errors ?? []);
  };
}
