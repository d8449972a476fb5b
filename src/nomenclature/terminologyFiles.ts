/**
 * The shapes of the naming tables under `rules/terminology/`, as their JSON Schemas
 * (`rules/schema/`) allow them.
 */
import type { TherapyStatus } from '../domain/conclusion.ts';

/** `rules/terminology/genes.json`, by approved symbol. */
export interface GeneEntry {
  readonly hgnc: string;
  readonly ncbi?: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly role: 'oncogene' | 'tumour-suppressor' | 'other';
  /** Node of `pathways.json` where the gene acts. */
  readonly node?: string;
  /** Residues (MANE) of the exons that have names in the clinic, e.g. EGFR exon 19. */
  readonly exons?: readonly { readonly exon: number; readonly from: number; readonly to: number }[];
  /** Exons of these that are left out of the transcript when their splice sites change. */
  readonly skippedExons?: readonly number[];
  /** Other numberings in use: `offset` is added to their residue to get the MANE residue. */
  readonly otherNumberings?: readonly {
    readonly name: string;
    /** Accessions without version whose numbering this is. */
    readonly accessions: readonly string[];
    readonly offset: number;
    /** MANE changes that may be recognised from the other numbering without an accession. */
    readonly recognise?: readonly string[];
  }[];
  /** Accessions without version of transcript and protein: what is written on them is of this gene. */
  readonly sequences?: readonly string[];
  /** Its fusion with the partner is measured as transcripts: a percentage is on this scale, no fraction of alleles. */
  readonly transcriptScale?: {
    readonly partner: string;
    readonly name: string;
    readonly source: string;
  };
  /**
   * Codons of the reference transcript, by residue, where reports and LOINC name changes by the
   * bases alone: with `790` as `ACG`, `2369C>T` is `T790M`. Without them no program can tell.
   */
  readonly codons?: Readonly<Record<string, string>>;
  /**
   * Whether variants found in blood alone come from blood cells: `usually`, whatever their fraction,
   * or only `at-low-fraction`, for genes that tumours alter as well.
   */
  readonly clonalHaematopoiesis?: 'usually' | 'at-low-fraction';
}

/** `rules/terminology/drugs.json`, by drug id. */
export interface DrugEntry {
  readonly name: string;
  /** Brand names, codes and spellings in other languages. */
  readonly synonyms?: readonly string[];
  /** Of the ingredient: proposals name it by the first. */
  readonly rxnorm?: readonly string[];
  /** Of clinical drugs, their components and brands. */
  readonly rxnormProducts?: readonly string[];
  readonly atc?: readonly string[];
  readonly ncit?: readonly string[];
  /** Of the substance. */
  readonly snomed?: readonly string[];
  /** Of the substance, its salts and its hydrates. */
  readonly unii?: readonly string[];
  readonly class: string;
  /** Genes whose products the drug inhibits. */
  readonly targets?: readonly string[];
  /** The drug hits only these forms of its target (patterns as in rules), not the normal protein. */
  readonly actsOnlyOn?: readonly string[];
  /** Pathway node on which it acts. */
  readonly node?: string;
  readonly status: TherapyStatus;
  readonly statusNote?: string;
  /** Generation within the class, where the field counts generations. */
  readonly generation?: number;
  readonly regions?: readonly RegionalStanding[];
  /** What the labels that were seen allow; not every label was gone through. */
  readonly indications?: readonly Indication[];
  /** Why an approved drug lists none. */
  readonly indicationsNote?: string;
}

export type Region = 'US' | 'EU' | 'CA' | 'JP' | 'CN';

/** Standing of a drug in a region, whatever the disease. */
export interface RegionalStanding {
  readonly region: Region;
  readonly status: 'approved' | 'withdrawn';
  readonly year: number;
  readonly yearOf: 'first approval' | 'label in force';
}

/** What a label allows, in short. */
export interface Indication {
  readonly region: Region;
  /** `cancer` for any solid tumour. */
  readonly disease?: string;
  /** In words, where `diseases.json` lacks the disease; one of the two is there. */
  readonly otherDisease?: string;
  /** At least one of these, as rule patterns. */
  readonly alterations?: readonly string[];
  /** What else the label asks of the tumour, in words. */
  readonly markers?: readonly string[];
  /** Drugs with which it is licensed. */
  readonly with?: readonly string[];
  /** Line, stage and earlier treatment, in words. */
  readonly setting?: string;
  /** The label, a source of `sources.json`. */
  readonly label: string;
}

/** `rules/terminology/drug-classes.json`, by class id. */
export interface DrugClassEntry {
  readonly name: string;
  readonly parent?: string;
  /** See `DrugEntry.actsOnlyOn`; holds for every drug of the class. */
  readonly actsOnlyOn?: readonly string[];
  /** False for supportive or non-oncology drugs, so that their orders are not ours. */
  readonly antineoplastic: boolean;
}

/** `rules/terminology/diseases.json`, by disease id. */
export interface DiseaseEntry {
  readonly name: string;
  readonly parent?: string;
  readonly snomed?: readonly string[];
  readonly icd10?: readonly string[];
  /** ICD-O-3: morphologies that are this disease at one of these sites. */
  readonly icdO3?: readonly {
    readonly topography: readonly string[];
    readonly morphology: readonly string[];
  }[];
  /** The tumour cells are in the blood, in this disease and those below it: blood is no germline control. */
  readonly inBlood?: boolean;
  /** The disease above it, of a type that is not stated: it gives way to any type that is. */
  readonly unspecified?: boolean;
  readonly oncotree?: readonly string[];
  /** Why OncoTree has no code for it. */
  readonly noOncotree?: string;
  readonly names?: readonly string[];
  /** Alterations that sit in the trunk of this disease, so that finding one proves that plasma holds tumour DNA. Patterns as in rules. */
  readonly truncal?: readonly string[];
}

/** `rules/terminology/assays.json`, by assay id. */
export interface AssayEntry {
  readonly name: string;
  readonly names: readonly string[];
  readonly codes?: readonly { readonly system: string; readonly code: string }[];
  readonly material: 'tissue' | 'plasma';
  readonly genes?: readonly string[];
  /** Allele fraction (0-1) found in 95 % of runs. */
  readonly limitOfDetection?: number;
  /** Of the genes it covers it says nothing of copies and fusions. */
  readonly reports?: 'mutations';
  /** Tumour fraction (0-1) of plasma from which it finds an amplification in 95 % of runs. */
  readonly copiesFromTumourFraction?: number;
  readonly source: string;
}

/**
 * `rules/terminology/single-gene-tests.json`, by LOINC code: tests whose code already says what was
 * looked for, such as "p.Thr790Met [Presence] in plasma cell-free DNA". Optional: without it the
 * reader goes by the code's display.
 */
export interface SingleGeneTest {
  readonly genes: readonly string[];
  /** MANE change in one-letter form, when the test looks for one only. */
  readonly change?: string;
  readonly exon?: { readonly exon: number; readonly event: 'deletion' | 'insertion' };
  readonly looksFor?: 'fusion' | 'amplification';
  /** True when the code lists what was tested and carries no result. */
  readonly testedOnly?: boolean;
}

/** `rules/terminology/gates.json`, by gate id: the part that says how to find the answer in a record. */
export interface GateCodes {
  /** A value, an examination that was made, or a condition of the patient. */
  readonly kind: 'measurement' | 'examination' | 'condition';
  /** UCUM unit of a measurement, and the factors that turn other units into it. */
  readonly unit?: string;
  readonly otherUnits?: Readonly<Record<string, number>>;
  readonly loinc?: readonly string[];
  readonly snomed?: readonly string[];
  readonly icd10?: readonly string[];
  readonly names?: readonly string[];
  /** Answers to the LOINC question that say that the condition is there. */
  readonly answers?: readonly string[];
  /** Answers that say that it is not. */
  readonly noAnswers?: readonly string[];
  /** The condition counts also when it is over. */
  readonly history?: boolean;
}

/** The naming tables, read from disk or fetched, not yet indexed. */
export interface TerminologyFiles {
  readonly genes: Readonly<Record<string, GeneEntry>>;
  readonly drugs: Readonly<Record<string, DrugEntry>>;
  readonly drugClasses: Readonly<Record<string, DrugClassEntry>>;
  readonly diseases: Readonly<Record<string, DiseaseEntry>>;
  readonly assays: Readonly<Record<string, AssayEntry>>;
  readonly singleGeneTests?: Readonly<Record<string, SingleGeneTest>>;
  readonly gates?: Readonly<Record<string, GateCodes>>;
}
