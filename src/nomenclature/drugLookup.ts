import type { DrugId } from '../domain/therapy.ts';
import { wordingsOf, type Coded, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { genesNamedIn } from './genesNamedIn.ts';
import { phrasesIn, wordsOf } from './words.ts';

export type DrugLookup =
  | { readonly found: 'drugs'; readonly drugs: readonly DrugId[] }
  | { readonly found: 'conflict'; readonly message: string }
  /** `antineoplastic` when name or code say that a cancer drug is meant, so that missing it matters. */
  | {
      readonly found: 'unknown';
      readonly antineoplastic: boolean;
      /** Only a class is named: `BRAF inhibitor`, `chemotherapy`, ATC `L01EC`. */
      readonly isClass: boolean;
    };

/**
 * The drugs of one medication concept. A combination names several (two ATC codings, `A / B`);
 * several codings of one drug name one. Where codes and words name different drugs, neither is
 * taken: a wrong drug in a therapy line is worse than a missing one that is reported.
 */
export function drugsOfConcept(terminology: Terminology, concept: Concept): DrugLookup {
  const coded = new Set(
    concept.codings.map((coding) => drugOfCode(terminology, coding)).filter((id) => id !== null),
  );
  const wordings = wordingsOf(concept);
  const worded = new Set(wordings.flatMap((text) => drugsInText(terminology, text)));
  if (wordings.some((text) => PLACEBO.test(text) || (worded.size > 1 && ONE_OF.test(text)))) {
    return {
      found: 'conflict',
      message: 'The medication is one of several, or a placebo; which was given cannot be told.',
    };
  }
  if (coded.size === 0 && worded.size === 0) {
    const isClass = namesClass(terminology, concept);
    return { found: 'unknown', antineoplastic: isClass || isAntineoplastic(concept), isClass };
  }
  if (coded.size > 0 && worded.size > 0 && ![...coded].some((id) => worded.has(id))) {
    return {
      found: 'conflict',
      message: `The medication is coded as ${listed(coded)} but named ${listed(worded)}.`,
    };
  }
  return { found: 'drugs', drugs: [...new Set([...coded, ...worded])].sort() };
}

/** A blinded trial, or a choice that is still open. */
const PLACEBO = /\bpla[cz]ebo/i;
const ONE_OF = /\b(?:or|oder|ou|vs|versus)\b/i;

/** The drug of one code of RxNorm (ingredient, clinical drug, brand), ATC, the NCI Thesaurus, SNOMED CT or UNII, under any alias of these systems. */
export function drugOfCode(terminology: Terminology, { system, code }: Coded): DrugId | null {
  if (code === null) return null;
  const name = systemName(system, code);
  return name === null ? null : (terminology.drugByCode.get(`${name}|${code.trim()}`) ?? null);
}

/** All drugs a text names: ingredient within a clinical drug, brand, `A / B`, `A plus B`. */
export function drugsInText(terminology: Terminology, text: string): readonly DrugId[] {
  return phrasesIn(terminology.drugNames, text);
}

/** Whether a drug belongs to a class or to one below it. */
export function isOfClass(terminology: Terminology, drug: DrugId, classId: string): boolean {
  const own = terminology.drugs.get(drug)?.class;
  return own !== undefined && (terminology.classAncestors.get(own)?.has(classId) ?? false);
}

function systemName(system: string | null, code: string): string | null {
  if (system === null) return ATC_SHAPE.test(code) ? 'atc' : null;
  return SYSTEMS.find(([form]) => form.test(system))?.[1] ?? null;
}

/** Systems by any address in use, or by their OID. */
const SYSTEMS = [
  [/rxnorm|113883\.6\.88$/i, 'rxnorm'],
  [/atc|113883\.6\.73$/i, 'atc'],
  [/nci|113883\.3\.26\.1\.1$/i, 'ncit'],
  [/snomed|113883\.6\.96$/i, 'snomed'],
  [/fdasis|unii|113883\.4\.9$/i, 'unii'],
] as const;

const ATC_SHAPE = /^[A-Z]\d{2}[A-Z]{2}\d{2}$/;

/** ATC main groups L01 (antineoplastic) and L02 (endocrine), or a stem that only such INNs carry. */
function isAntineoplastic(concept: Concept): boolean {
  return (
    concept.codings.some(({ code }) => code !== null && /^L0[12]/.test(code)) ||
    wordingsOf(concept).some((text) => wordsOf(text).some((word) => ONCOLOGY_STEM.test(word)))
  );
}

/** A code of ATC above the substance, or the target of an inhibitor or antibody. */
function namesClass(terminology: Terminology, concept: Concept): boolean {
  return (
    concept.codings.some(({ code }) => code !== null && ATC_CLASS.test(code)) ||
    wordingsOf(concept).some(
      (text) =>
        CANCER_THERAPY.test(text) ||
        (CLASS_WORD.test(text) && genesNamedIn(terminology, text).length > 0),
    )
  );
}

const ATC_CLASS = /^L0[12][A-Z]{0,2}$/;
const CANCER_THERAPY =
  /\b(?:chemo|immun|immuno)(?:therap|thérap|terap)|\btargeted therapy|\bcheckpoint.?inhibitor/i;
const CLASS_WORD = /inhibit|inhibid|inibi|hemmer|antibod|antikörper|anticorp|\bTKIs?\b/i;

/** WHO INN stems of oncology: kinase, RAF, MEK, RAS, CDK, PARP, PI3K, hedgehog inhibitors; tumour antibodies. */
const ONCOLOGY_STEM =
  /(?:tinib|rafenib|metinib|rasib|ciclib|parib|lisib|degib|sertib|denib|tuzumab|limab|tamab)$/;

function listed(drugs: ReadonlySet<DrugId>): string {
  return [...drugs].sort().join(' and ');
}
