import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type {
  PackFiles,
  PackManifest,
  RuleBaseFiles,
  RuleCases,
  RuleFile,
} from '../../src/rulebase/ruleFiles.ts';
import addFormats from 'ajv-formats';
import { contentHash } from './contentHash.ts';
import { RuleFileError } from './ruleFileError.ts';

/** The rule base with the cases that stand beside its rules. */
export interface RuleBaseOnDisk extends RuleBaseFiles {
  readonly cases: readonly RuleCases[];
}

/**
 * Reads and validates every file under a `rules/` directory against its schema.
 * @throws RuleFileError naming the file and JSON path of every fault.
 */
export function readRuleBase(directory: string): RuleBaseOnDisk {
  const faults: string[] = [];
  const files = openFiles(directory, faults);
  const terminology = {
    genes: files.table('terminology/genes.json', 'genes', 'genes'),
    drugs: files.table('terminology/drugs.json', 'drugs', 'drugs'),
    drugClasses: files.table('terminology/drug-classes.json', 'drug-classes', 'drugClasses'),
    diseases: files.table('terminology/diseases.json', 'diseases', 'diseases'),
    assays: files.table('terminology/assays.json', 'assays', 'assays'),
    singleGeneTests: files.table(
      'terminology/single-gene-tests.json',
      'single-gene-tests',
      'singleGeneTests',
    ),
  } as unknown as RuleBaseFiles['terminology'];
  const pathways = files.table('terminology/pathways.json', 'pathways', 'pathways');
  const tests = files.table('terminology/tests.json', 'tests', 'tests');
  const toxicities = files.table('terminology/toxicities.json', 'toxicities', 'toxicities');
  const gates = files.table('terminology/gates.json', 'gates', 'gates');
  const overrideReasons = files.table(
    'terminology/override-reasons.json',
    'override-reasons',
    'overrideReasons',
  );
  const sources = files.table('evidence/sources.json', 'sources', 'sources');
  const cases: RuleCases[] = [];
  const packs = files.folders('packs').map((folder) => readPack(folder, files, cases, faults));
  if (faults.length > 0) throw new RuleFileError(faults);
  return {
    terminology: { ...terminology, gates } as RuleBaseFiles['terminology'],
    pathways: pathways as RuleBaseFiles['pathways'],
    tests: tests as RuleBaseFiles['tests'],
    toxicities: toxicities as RuleBaseFiles['toxicities'],
    gates: gates as RuleBaseFiles['gates'],
    overrideReasons: overrideReasons as RuleBaseFiles['overrideReasons'],
    sources: sources as RuleBaseFiles['sources'],
    packs,
    cases,
  };
}

const RULE = '.rule.json';
const CASES = '.cases.json';

function readPack(folder: string, files: Files, cases: RuleCases[], faults: string[]): PackFiles {
  const manifest = files.json(`${folder}/pack.json`, 'pack') as PackManifest;
  const names = files.below(folder);
  const rules: RuleFile[] = [];
  for (const name of names.filter((n) => n.endsWith(RULE))) {
    const kind = (files.json(name, null) as { kind?: unknown } | null)?.kind;
    const rule = files.json(name, typeof kind === 'string' ? kind : 'mechanism') as RuleFile;
    rules.push(rule);
    const beside = name.replace(RULE, CASES);
    if (names.includes(beside)) cases.push(files.json(beside, 'cases') as RuleCases);
    else if (kind !== 'thresholds') faults.push(`${name}: no ${CASES} file stands beside it.`);
  }
  return { manifest, rules, hash: contentHash({ manifest, rules }) };
}

/** What the reader needs of the file system, with faults collected. */
interface Files {
  readonly json: (name: string, schema: string | null) => unknown;
  readonly table: (name: string, schema: string, member: string) => unknown;
  readonly folders: (name: string) => readonly string[];
  readonly below: (folder: string) => readonly string[];
}

function openFiles(directory: string, faults: string[]): Files {
  const validators = new Map<string, ValidateFunction | null>();
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    // Conditions such as "at least one of pmid, doi, url" name members that the parent defines.
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  addFormats.default(ajv);
  const parsed = new Map<string, unknown>();

  const parse = (name: string): unknown => {
    if (parsed.has(name)) return parsed.get(name);
    let value: unknown = null;
    try {
      value = JSON.parse(readFileSync(join(directory, name), 'utf8'));
    } catch (error) {
      faults.push(`${name}: ${reasonOf(error)}`);
    }
    parsed.set(name, value);
    return value;
  };
  const validator = (schema: string): ValidateFunction | null => {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const file = `schema/${schema}.schema.json`;
    const text = parse(file) as object | null;
    const compiled = text === null ? null : ajv.compile(text);
    validators.set(schema, compiled);
    return compiled;
  };
  const json = (name: string, schema: string | null): unknown => {
    const value = parse(name);
    if (value === null || schema === null) return value;
    const validate = validator(schema);
    if (validate !== null && !validate(value)) {
      faults.push(...(validate.errors ?? []).map((error) => `${name}${sentenceOf(error)}`));
    }
    return value;
  };
  const entriesOf = (folder: string, recursive: boolean): readonly string[] => {
    try {
      return readdirSync(join(directory, folder), { recursive, encoding: 'utf8' });
    } catch {
      faults.push(`${join(directory, folder)}: is not there or can not be read.`);
      return [];
    }
  };
  const below = (folder: string): readonly string[] =>
    entriesOf(folder, true)
      .map((name) => join(folder, name))
      .filter((name) => statSync(join(directory, name)).isFile())
      .sort();
  return {
    json,
    below,
    table: (name, schema, member) =>
      (json(name, schema) as Record<string, unknown> | null)?.[member] ?? {},
    folders: (name) =>
      entriesOf(name, false)
        .map((entry) => join(name, entry))
        .filter((entry) => statSync(join(directory, entry)).isDirectory())
        .sort(),
  };
}

function sentenceOf({ instancePath, message, params }: ErrorObject): string {
  const extra = (params as { additionalProperty?: string }).additionalProperty;
  const what =
    extra === undefined ? (message ?? 'is not valid') : `has the unknown member "${extra}"`;
  return ` at ${instancePath === '' ? '/' : instancePath}: ${what}.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return `is not JSON (${error.message}).`;
  return 'can not be read.';
}
