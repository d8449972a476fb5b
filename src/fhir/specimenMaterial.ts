import type { Sample } from '../domain/sample.ts';
import { assertedIn } from '../nomenclature/assertedIn.ts';
import { expressionsOf, wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { conceptAt, type JsonObject } from './json.ts';

type Material = Sample['material'];

/**
 * What a specimen is made of, by its type and words. Whole blood is not plasma: in a tumour-normal
 * report it is the germline control, and only a word or a test for cell-free DNA makes it ctDNA.
 * `others` are the words of its notes and of the method of its collection.
 */
export function materialOf(type: Concept, others: readonly string[]): Material {
  const own = materialIn(wordingsOf(type).join(' | '), coded(type));
  if (others.length === 0 || (own !== 'unknown' && own !== 'blood' && own !== 'tissue')) return own;
  const words = others.join(' | ');
  // A note beside a tumour may speak of the blood, or of the control, that was sent along.
  if (own === 'tissue') return CONTROL.test(words) && !isOfTumour(type) ? 'normal-control' : own;
  return materialIn(words, own === 'blood' ? own : null);
}

function materialIn(words: string, code: Material | null): Material {
  if (CELL_FREE.test(words)) return 'plasma';
  if (CONTROL.test(words)) return 'normal-control';
  return code ?? worded(words);
}

function isOfTumour(type: Concept): boolean {
  return expressionsOf(type).some((text) => /tumou?r|neoplas|metasta|carcinom/i.test(text));
}

/** A fluid is of the place where it flows: its name stands for the site. */
export function siteOfFluid(specimen: JsonObject): string | null {
  const type = conceptAt(specimen, 'type');
  const isCsf = type.codings.some(({ code }) => code !== null && CSF.has(code));
  return isCsf ? 'cerebrospinal fluid' : (wordingsOf(type)[0] ?? null);
}

/** Marrow and lymph node name their place too; other tissue has its site elsewhere, if at all. */
export function siteOfTissue(specimen: JsonObject): string | null {
  const type = conceptAt(specimen, 'type');
  if (type.codings.some(({ code }) => code !== null && MARROW.has(code))) return 'bone marrow';
  const words = wordingsOf(type).join(' | ');
  if (/marrow|knochenmark/i.test(words)) return 'bone marrow';
  return /lymph.?(?:node|knoten)/i.test(words) ? 'lymph node' : null;
}

/** HL7 v2-0487 and SNOMED CT. */
const MARROW: ReadonlySet<string> = new Set(['MAR', 'BMA', '119359002']);
const CSF: ReadonlySet<string> = new Set(['CSF', '258450006']);

/** `primary` or `metastasis`, when the specimen's words say which lesion it is from. */
export function lesionOf(words: readonly string[]): Sample['lesion'] {
  if (!words.some((word) => LESION.test(word))) return null;
  const text = words.flatMap(assertedIn).join(' | ');
  if (/metasta|secondary malign|filia/i.test(text)) return 'metastasis';
  return /\bprimary\b|primärtumor|primaertumor/i.test(text) ? 'primary' : null;
}

const LESION = /metasta|secondary malign|filia|primary|primärtumor|primaertumor/i;

function coded(type: Concept): Material | null {
  for (const { code } of type.codings) {
    const material = code === null ? undefined : TYPES.get(code);
    if (material !== undefined) return material;
  }
  return null;
}

function worded(words: string): Material {
  return WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'unknown';
}

/** Plasma cells are cells. */
const CELL_FREE = /\bplasma\b(?![\s-]*(?:cell|zell))|cf.?dna|ct.?dna|cell.?free|liquid.?biops/i;
const CONTROL =
  /\b(?:normal|germline|keimbahn|(?<!quality )control|buccal|saliva|matched normal)\b/i;

/** HL7 v2-0487, SNOMED CT specimens, LOINC parts, German MTB codes. */
const TYPES: ReadonlyMap<string, Material> = new Map<string, Material>([
  ...typed('plasma', 'PLAS 119361006 708048008 708049000 liquid-biopsy'),
  ...typed(
    'tissue',
    'TUMOR TISS TISU BX BIOPSY MAR BMA TISSPL FFPE LP7641-6 119376003 258435002 122610009 1201985008 440500007 309200003 127462005 119359002 430861001 16214131000119104 373193000 258442002 1003517007',
  ),
  ...typed(
    'other-fluid',
    'CSF PLR PERI ASC SER UR FLD 258450006 418564007 309201004 122575003 119364003',
  ),
  ...typed('blood', 'BLD BLDC WB LP7057-5 119297000 122555007 258580003 445295009 258590006'),
  ...typed('normal-control', 'SAL BUC 119342007 258564008'),
]);

function typed(material: Material, codes: string): readonly (readonly [string, Material])[] {
  return codes.split(' ').map((code) => [code, material] as const);
}

const WORDS: readonly (readonly [RegExp, Material])[] = [
  [
    /tissue|biops|ffpe|tumou?r|resect|paraffin|gewebe|block|marrow|knochenmark|lymph.?(?:node|knoten)|plasma.?(?:cells?|zellen)|neoplasm|excision/i,
    'tissue',
  ],
  [/spinal|pleural|ascit|peritoneal|effusion|urine|serum|liquor|fluid/i, 'other-fluid'],
  [/blood|blut\b|\bPBMC\b|buffy.?coat/i, 'blood'],
  // Of a leukaemia; blasts out of the blood are named as blood too.
  [/\bblasts?\b|\bblasten\b/i, 'tissue'],
];
