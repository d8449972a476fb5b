import type { DrugEntry } from '../../src/nomenclature/terminologyFiles.ts';
import { knowledge } from './knowledge.ts';

/** A drug of the terminology by its international name. */
export function drugNamed(name: string): DrugEntry {
  const drug = knowledge.terminology.drugs.get(name);
  if (drug === undefined) throw new Error(`no drug ${name}`);
  return drug;
}
