import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { faultSentences } from './faultSentence.ts';

/** The faults of a file's content against a schema of `rules/schema/`, as sentences. */
export type SchemaCheck = (file: string, value: unknown, schema: string) => readonly string[];

/** Compiles the schemas of a `rules/` directory as they are asked for. */
export function schemaCheck(directory: string): SchemaCheck {
  const validators = new Map<string, ValidateFunction>();
  return (file, value, schema) => {
    let validate = validators.get(schema);
    if (validate === undefined) {
      validate = validatorOf(
        readFileSync(join(directory, 'schema', `${schema}.schema.json`), 'utf8'),
      );
      validators.set(schema, validate);
    }
    return validate(value) ? [] : faultSentences(file, value, validate.errors ?? []);
  };
}

/** Validators by the text of their schema: compiling them takes longer than all that they check. */
const compiled = new Map<string, ValidateFunction>();

function validatorOf(text: string): ValidateFunction {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const schema = JSON.parse(text) as { readonly $id: string };
  // Another version of the schema has the same id.
  ajv().removeSchema(schema.$id);
  const validate = ajv().compile(schema);
  compiled.set(text, validate);
  return validate;
}

let shared: Ajv2020 | null = null;

function ajv(): Ajv2020 {
  if (shared !== null) return shared;
  shared = new Ajv2020({
    allErrors: true,
    // Sentences quote what the schema says a member is for.
    verbose: true,
    strict: true,
    // Conditions such as "at least one of pmid, doi, url" name members that the parent defines.
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  addFormats.default(shared);
  return shared;
}
