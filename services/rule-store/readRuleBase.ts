import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type {
  PackFiles,
  PackManifest,
  RuleBaseWithCases,
  RuleCases,
  RuleFile,
  SharedFiles,
} from '../../src/rulebase/ruleFiles.ts';
import {
  decidingHash,
  releaseText,
  rulePackRelease,
  SHARED_PACK,
  sharedRelease,
  type Release,
} from './release.ts';
import { RuleFileError } from './ruleFileError.ts';
import { schemaCheck } from './schemaCheck.ts';

/** The working copy, with what is released of the shared pack beside its content. */
export interface WorkingCopy extends RuleBaseWithCases {
  readonly sharedChangelog: string;
}

/**
 * Reads and validates the working copy under a `rules/` directory: every file against its schema, and
 * that each rule has its cases beside it and the name of its file.
 * @throws RuleFileError with a sentence for every fault.
 */
export function readRuleBase(directory: string): WorkingCopy {
  const faults: string[] = [];
  const files = openFiles(directory, faults);
  const shared = readShared(files);
  const changelog = files.text('terminology/CHANGELOG.md');
  const manifest = files.json('terminology/pack.json', 'pack') as PackManifest;
  const packs = files.folders('packs').map((folder) => readPack(folder, files, faults));
  if (faults.length > 0) throw new RuleFileError(faults);
  const base = asReleased(sharedRelease(manifest, changelog, shared));
  return {
    ...base.shared,
    shared: { manifest, hash: decidingHash(base) },
    sharedChangelog: changelog,
    packs: packs.map((pack) => {
      const release = asReleased(rulePackRelease(pack));
      return { ...release, hash: decidingHash(release) };
    }),
  };
}

/**
 * The content as it will be read from a release, where members are sorted: so that nobody's order of
 * entries decides an answer before the release and not after it.
 */
function asReleased<R extends Release>(release: R): R {
  return JSON.parse(releaseText(release)) as R;
}

function readShared(files: Files): SharedFiles {
  const table = (name: string, member: string): unknown =>
    (files.json(`terminology/${name}.json`, name) as Record<string, unknown> | null)?.[member] ??
    {};
  const terminology = {
    genes: table('genes', 'genes'),
    drugs: table('drugs', 'drugs'),
    drugClasses: table('drug-classes', 'drugClasses'),
    diseases: table('diseases', 'diseases'),
    assays: table('assays', 'assays'),
    singleGeneTests: table('single-gene-tests', 'singleGeneTests'),
  };
  const { sources } = (files.json('evidence/sources.json', 'sources') ?? {}) as {
    sources?: SharedFiles['sources'];
  };
  return {
    terminology: terminology as SharedFiles['terminology'],
    pathways: table('pathways', 'pathways') as SharedFiles['pathways'],
    tests: table('tests', 'tests') as SharedFiles['tests'],
    toxicities: table('toxicities', 'toxicities') as SharedFiles['toxicities'],
    gates: table('gates', 'gates') as SharedFiles['gates'],
    overrideReasons: table('override-reasons', 'overrideReasons') as SharedFiles['overrideReasons'],
    sources: sources ?? {},
  };
}

const RULE = '.rule.json';
const CASES = '.cases.json';

function readPack(folder: string, files: Files, faults: string[]): Omit<PackFiles, 'hash'> {
  const pack = folder.slice(folder.lastIndexOf('/') + 1);
  const manifest = files.json(`${folder}/pack.json`, 'pack') as PackManifest | null;
  if (pack === SHARED_PACK || (manifest !== null && manifest.id !== pack)) {
    faults.push(`${folder}/pack.json: the pack must be called "${pack}", like its folder.`);
  }
  const changelog = files.text(`${folder}/CHANGELOG.md`);
  const rules: RuleFile[] = [];
  const cases: RuleCases[] = [];
  const names = files.below(folder);
  for (const name of names.filter((n) => n.endsWith(RULE))) {
    const id = `${pack}/${name.slice(name.lastIndexOf('/') + 1, -RULE.length)}`;
    const rule = files.rule(name);
    if (rule === null) continue;
    rules.push(rule);
    if (rule.id !== id) faults.push(`${name}: its id must be "${id}", like its pack and file.`);
    const beside = name.replace(RULE, CASES);
    if (names.includes(beside)) {
      const found = files.json(beside, 'cases') as RuleCases | null;
      if (found !== null) cases.push(found);
      if (found !== null && found.rule !== id) {
        faults.push(`${beside}: its rule must be "${id}", like the rule beside it.`);
      }
    } else if (rule.kind !== 'thresholds') {
      faults.push(`${name}: no ${CASES} file stands beside it.`);
    }
  }
  for (const name of names.filter((n) => n.endsWith(CASES))) {
    if (!names.includes(name.replace(CASES, RULE))) {
      faults.push(`${name}: no ${RULE} file stands beside it.`);
    }
  }
  // Without a manifest there is a fault, and nothing of this is used.
  return { manifest: manifest ?? ({} as PackManifest), changelog, rules, cases };
}

/** What the reader needs of the file system, with faults collected. */
interface Files {
  /** `null` where the file is missing or no JSON. */
  readonly json: (name: string, schema: string) => unknown;
  /** A rule, by the schema of its kind. */
  readonly rule: (name: string) => RuleFile | null;
  readonly text: (name: string) => string;
  readonly folders: (name: string) => readonly string[];
  /** All files below a folder, by path. */
  readonly below: (folder: string) => readonly string[];
}

const KINDS: readonly string[] = [
  'mechanism',
  'sensitivity',
  'option',
  'rechallenge',
  'order',
  'thresholds',
] satisfies readonly RuleFile['kind'][];

function openFiles(directory: string, faults: string[]): Files {
  const check = schemaCheck(directory);
  const text = (name: string): string => {
    try {
      return readFileSync(join(directory, name), 'utf8');
    } catch {
      faults.push(`${name}: is not there or can not be read.`);
      return '';
    }
  };
  const parse = (name: string): unknown => {
    const content = text(name);
    if (content === '') return null;
    try {
      return JSON.parse(content);
    } catch (error) {
      faults.push(`${name}: is not JSON (${error instanceof Error ? error.message : ''}).`);
      return null;
    }
  };
  const entriesOf = (folder: string, recursive: boolean) => {
    try {
      return readdirSync(join(directory, folder), { recursive, withFileTypes: true });
    } catch {
      faults.push(`${join(directory, folder)}: is not there or can not be read.`);
      return [];
    }
  };
  return {
    text,
    json: (name, schema) => {
      const value = parse(name);
      if (value !== null) faults.push(...check(name, value, schema));
      return value;
    },
    rule: (name) => {
      const value = parse(name) as RuleFile | null;
      const kind: unknown = value?.kind;
      if (value === null) return null;
      if (typeof kind !== 'string' || !KINDS.includes(kind)) {
        faults.push(`${name}: its kind must be one of ${KINDS.join(', ')}.`);
        return null;
      }
      faults.push(...check(name, value, kind));
      return value;
    },
    folders: (name) =>
      entriesOf(name, false)
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${name}/${entry.name}`)
        .sort(),
    below: (folder) =>
      entriesOf(folder, true)
        .filter((entry) => entry.isFile())
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
        .sort(),
  };
}
