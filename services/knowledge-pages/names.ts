import { listed, uncapitalised } from '../../src/domain/sentence.ts';
import type {
  DiseaseEntry,
  DrugClassEntry,
  DrugEntry,
  GeneEntry,
} from '../../src/nomenclature/terminologyFiles.ts';
import { alterationPattern, patternName } from '../../src/rulebase/alterationPattern.ts';
import type { EvidenceItem, SharedFiles, SourceEntry } from '../../src/rulebase/ruleFiles.ts';
import { evidenceOf } from '../../src/rulebase/checkRules.ts';
import type { RuleFile } from '../../src/rulebase/ruleFiles.ts';
import type { EvidenceLevel } from '../../src/domain/evidence.ts';

/** What is shared, asked by id. Ids come from addresses: a prototype's member is no entry. */
export function entryOf<Entry>(
  table: Readonly<Record<string, Entry>>,
  id: string,
): Entry | undefined {
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

export function drugOf({ terminology }: SharedFiles, id: string): DrugEntry | undefined {
  return entryOf(terminology.drugs, id);
}

export function classOf({ terminology }: SharedFiles, id: string): DrugClassEntry | undefined {
  return entryOf(terminology.drugClasses, id);
}

export function geneOf({ terminology }: SharedFiles, id: string): GeneEntry | undefined {
  return entryOf(terminology.genes, id);
}

export function diseaseOf({ terminology }: SharedFiles, id: string): DiseaseEntry | undefined {
  return entryOf(terminology.diseases, id);
}

export function sourceOf({ sources }: SharedFiles, id: string): SourceEntry | undefined {
  return entryOf(sources, id);
}

/** A drug or a class by name, inside a sentence. */
export function drugName(shared: SharedFiles, id: string): string {
  const drug = drugOf(shared, id);
  if (drug !== undefined) return drug.name;
  return uncapitalised(classOf(shared, id)?.name ?? id);
}

export function diseaseName(shared: SharedFiles, id: string): string {
  return diseaseOf(shared, id)?.name ?? id;
}

/** `KRAS codon 61` as `KRAS codon 61 mutation`; a histology by the name of its disease. */
export function patternWords(shared: SharedFiles, text: string): string {
  const pattern = alterationPattern(text);
  if (pattern === null) return text;
  if (pattern.kind === 'histology') {
    return `change to ${uncapitalised(diseaseName(shared, pattern.disease))}`;
  }
  if (pattern.kind === 'any') return `any ${pattern.gene} alteration`;
  return pattern.kind === 'deletion' ? `${text} (both copies)` : patternName(pattern);
}

export function patternsInWords(shared: SharedFiles, texts: readonly string[]): string {
  return listed(texts.map((text) => patternWords(shared, text)));
}

/** All that a rule cites, each source once at its best level, the strongest first. */
export interface Cited {
  readonly source: string;
  readonly level: EvidenceLevel;
  /** What it shows, in one sentence each. */
  readonly shows: readonly string[];
}

export function citedBy(rule: RuleFile): readonly Cited[] {
  return cited(evidenceOf(rule).flatMap(({ items }) => items));
}

export function cited(items: readonly EvidenceItem[]): readonly Cited[] {
  const bySource = new Map<string, Cited>();
  for (const { source, level, shows } of items) {
    const known = bySource.get(source);
    const said = known?.shows ?? [];
    bySource.set(source, {
      source,
      level: known !== undefined && known.level < level ? known.level : level,
      shows: shows === undefined || said.includes(shows) ? said : [...said, shows],
    });
  }
  return [...bySource.values()].sort((a, b) =>
    a.level < b.level ? -1 : a.level > b.level ? 1 : 0,
  );
}

/** The best level among sources that were verified; `null` when none was, so that no card says it. */
export function bestLevel(shared: SharedFiles, items: readonly Cited[]): EvidenceLevel | null {
  return (
    items.find(({ source }) => sourceOf(shared, source)?.verified !== undefined)?.level ?? null
  );
}
