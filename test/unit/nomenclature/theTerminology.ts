import { readFileSync } from 'node:fs';
import { compileTerminology, type Terminology } from '../../../src/nomenclature/terminology.ts';
import type { TerminologyFiles } from '../../../src/nomenclature/terminologyFiles.ts';

/** The naming tables of the rule base, as the service loads them. */
export const terminologyFiles: TerminologyFiles = {
  genes: table('genes', 'genes'),
  drugs: table('drugs', 'drugs'),
  drugClasses: table('drug-classes', 'drugClasses'),
  diseases: table('diseases', 'diseases'),
  assays: table('assays', 'assays'),
  singleGeneTests: table('single-gene-tests', 'singleGeneTests'),
  gates: table('gates', 'gates'),
};

export const theTerminology: Terminology = compileTerminology(terminologyFiles);

function table<Key extends keyof TerminologyFiles>(
  file: string,
  key: Key,
): NonNullable<TerminologyFiles[Key]> {
  const url = new URL(`../../../rules/terminology/${file}.json`, import.meta.url);
  const content = JSON.parse(readFileSync(url, 'utf8')) as Partial<TerminologyFiles>;
  const entries = content[key];
  if (entries === undefined) throw new Error(`${file}.json has no "${key}"`);
  return entries;
}
