import type { GeneSymbol } from '../domain/alteration.ts';
import type { DrugId } from '../domain/therapy.ts';
import type {
  AssayEntry,
  DiseaseEntry,
  DrugClassEntry,
  DrugEntry,
  GateCodes,
  GeneEntry,
  SingleGeneTest,
  TerminologyFiles,
} from './terminologyFiles.ts';
import { innForms } from './innForms.ts';
import { phraseIndex, type PhraseIndex } from './words.ts';

/**
 * The naming tables, indexed once. Plain Maps, so that no name from a record can reach a prototype
 * key. Look-ups live beside it: `geneLookup`, `drugLookup`, `diseaseLookup`, `assayLookup`.
 */
export interface Terminology {
  readonly genes: ReadonlyMap<GeneSymbol, GeneEntry>;
  readonly drugs: ReadonlyMap<DrugId, DrugEntry>;
  readonly drugClasses: ReadonlyMap<string, DrugClassEntry>;
  readonly diseases: ReadonlyMap<string, DiseaseEntry>;
  readonly assays: ReadonlyMap<string, AssayEntry>;
  readonly singleGeneTests: ReadonlyMap<string, SingleGeneTest>;
  readonly gates: ReadonlyMap<string, GateCodes>;

  /** By upper-case symbol, alias or full name; `null` where an alias belongs to two genes. */
  readonly geneByName: ReadonlyMap<string, GeneSymbol | null>;
  readonly geneByHgnc: ReadonlyMap<string, GeneSymbol>;
  readonly geneByNcbi: ReadonlyMap<string, GeneSymbol>;
  /** By accession of transcript or protein, without version. */
  readonly geneBySequence: ReadonlyMap<string, GeneSymbol>;

  readonly drugByCode: ReadonlyMap<string, DrugId>;
  readonly drugNames: PhraseIndex;
  /** A class with itself and all above it. */
  readonly classAncestors: ReadonlyMap<string, ReadonlySet<string>>;

  readonly diseaseByCode: ReadonlyMap<string, string>;
  readonly diseaseNames: PhraseIndex;
  /** A disease with itself and all above it. */
  readonly diseaseAncestors: ReadonlyMap<string, ReadonlySet<string>>;

  readonly assayByCode: ReadonlyMap<string, string>;
  readonly assayNames: PhraseIndex;

  /** By `loinc|`, `snomed|` or `icd|` code: one code may answer several gates. */
  readonly gatesByCode: ReadonlyMap<string, readonly string[]>;
  readonly gateNames: PhraseIndex;
}

/** Indexes the naming tables. Entries that contradict each other are left to the rule checks. */
export function compileTerminology(files: TerminologyFiles): Terminology {
  const genes = tableOf(files.genes);
  const drugs = tableOf(files.drugs);
  const drugClasses = tableOf(files.drugClasses);
  const diseases = tableOf(files.diseases);
  const assays = tableOf(files.assays);
  const gates = tableOf(files.gates ?? {});
  return {
    genes,
    drugs,
    drugClasses,
    diseases,
    assays,
    gates,
    singleGeneTests: tableOf(files.singleGeneTests ?? {}),
    geneByName: geneNames(genes),
    geneByHgnc: indexed(genes, (gene) => [gene.hgnc.toUpperCase()]),
    geneByNcbi: indexed(genes, (gene) => (gene.ncbi === undefined ? [] : [gene.ncbi])),
    geneBySequence: indexed(genes, ({ sequences, otherNumberings }) => [
      ...(sequences ?? []),
      ...(otherNumberings ?? []).flatMap(({ accessions }) => accessions),
    ]),
    drugByCode: indexed(drugs, drugCodes),
    drugNames: phraseIndex(drugNames(drugs)),
    classAncestors: ancestry(drugClasses),
    diseaseByCode: indexed(diseases, diseaseCodes),
    diseaseNames: phraseIndex(namesOf(diseases, ({ name, names }) => [name, ...(names ?? [])])),
    diseaseAncestors: ancestry(diseases),
    assayByCode: indexed(assays, ({ codes }) =>
      (codes ?? []).map(({ system, code }) => `${system}|${code}`),
    ),
    assayNames: phraseIndex(namesOf(assays, ({ name, names }) => [name, ...names])),
    gatesByCode: gateCodes(gates),
    gateNames: phraseIndex(namesOf(gates, ({ names }) => names ?? [])),
  };
}

function gateCodes(gates: ReadonlyMap<string, GateCodes>): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [id, { loinc = [], snomed = [], icd10 = [] }] of gates) {
    const codes = [
      ...loinc.map((code) => `loinc|${code}`),
      ...snomed.map((code) => `snomed|${code}`),
      ...icd10.map((code) => `icd|${code}`),
    ];
    for (const code of codes) index.set(code, [...(index.get(code) ?? []), id]);
  }
  return index;
}

function drugCodes(drug: DrugEntry): readonly string[] {
  return [
    ...[...(drug.rxnorm ?? []), ...(drug.rxnormProducts ?? [])].map((code) => `rxnorm|${code}`),
    ...(drug.atc ?? []).map((code) => `atc|${code}`),
    ...(drug.ncit ?? []).map((code) => `ncit|${code}`),
    ...(drug.snomed ?? []).map((code) => `snomed|${code}`),
    ...(drug.unii ?? []).map((code) => `unii|${code}`),
  ];
}

function diseaseCodes(disease: DiseaseEntry): readonly string[] {
  return [
    ...(disease.snomed ?? []).map((code) => `snomed|${code}`),
    ...(disease.icd10 ?? []).map((code) => `icd|${code.toUpperCase()}`),
    ...(disease.icdO3 ?? []).flatMap(({ topography, morphology }) =>
      topography.flatMap((site) => morphology.map((type) => `icd|${site} ${type}`)),
    ),
    ...(disease.oncotree ?? []).map((code) => `oncotree|${code}`),
  ];
}

function tableOf<Entry>(record: Readonly<Record<string, Entry>>): ReadonlyMap<string, Entry> {
  return new Map(Object.entries(record));
}

/** The first entry keeps a key that two entries claim. */
function indexed<Entry>(
  table: ReadonlyMap<string, Entry>,
  keysOf: (entry: Entry) => readonly string[],
): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const [id, entry] of table) {
    for (const key of keysOf(entry)) if (!index.has(key)) index.set(key, id);
  }
  return index;
}

function* namesOf<Entry>(
  table: ReadonlyMap<string, Entry>,
  names: (entry: Entry, id: string) => readonly string[],
): Generator<readonly [string, string]> {
  for (const [id, entry] of table) for (const name of names(entry, id)) yield [name, id];
}

/** All names of drugs, and the forms of their INN that are no name of another. */
function drugNames(drugs: ReadonlyMap<DrugId, DrugEntry>): readonly (readonly [string, DrugId])[] {
  const names = [...namesOf(drugs, (drug, id) => [id, drug.name, ...(drug.synonyms ?? [])])];
  const taken = new Set(names.map(([name]) => name.toLowerCase()));
  const forms = [...namesOf(drugs, (_drug, id) => innForms(id))];
  return [...names, ...forms.filter(([form]) => !taken.has(form))];
}

/** Approved symbols win over aliases and full names; an alias of two genes names neither. */
function geneNames(
  genes: ReadonlyMap<GeneSymbol, GeneEntry>,
): ReadonlyMap<string, GeneSymbol | null> {
  const index = new Map<string, GeneSymbol | null>();
  for (const [symbol, { aliases = [], name }] of genes) {
    for (const alias of [...aliases, name].map((text) => text.toUpperCase())) {
      const taken = index.get(alias);
      index.set(alias, taken === undefined || taken === symbol ? symbol : null);
    }
  }
  for (const symbol of genes.keys()) index.set(symbol.toUpperCase(), symbol);
  return index;
}

/** Each id with itself and all above it; a loop in the table ends where it began. */
function ancestry(
  tree: ReadonlyMap<string, { readonly parent?: string }>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const ancestors = new Map<string, ReadonlySet<string>>();
  for (const id of tree.keys()) {
    const above = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !above.has(at);) {
      above.add(at);
      at = tree.get(at)?.parent;
    }
    ancestors.set(id, above);
  }
  return ancestors;
}
