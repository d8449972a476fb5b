import type { Assertion, BaseContent, StatedAlteration, Strength } from './assertion.ts';

/** One entry of `molecular-oncology-almanac.json`; which members it has depends on its feature. */
interface Entry {
  readonly assertion_id: number;
  readonly feature_type: string;
  readonly gene?: string;
  readonly protein_change?: string;
  readonly variant_annotation?: string;
  readonly exon?: string | number;
  readonly gene1?: string;
  readonly gene2?: string;
  readonly direction?: string;
  readonly disease: string;
  readonly oncotree_code: string;
  readonly therapy_name: string;
  /** 1 yes, 0 no, empty: not said. */
  readonly therapy_sensitivity: number | '';
  readonly therapy_resistance: number | '';
  readonly predictive_implication: string;
  readonly _deprecated: boolean;
}

/** The assertions of the Molecular Oncology Almanac (`molecular-oncology-almanac.json`). */
export function readMoalmanac(text: string): BaseContent {
  const assertions: Assertion[] = [];
  const others = new Map<string, number>();
  for (const entry of JSON.parse(text) as readonly Entry[]) {
    const what = otherThanResponse(entry);
    if (what !== null) {
      others.set(what, (others.get(what) ?? 0) + 1);
      continue;
    }
    assertions.push({
      at: `assertion ${String(entry.assertion_id)}`,
      direction:
        entry.therapy_resistance === 1 || entry.therapy_sensitivity === 0
          ? 'resistance'
          : 'sensitivity',
      level: entry.predictive_implication,
      strength: STRENGTH_OF.get(entry.predictive_implication) ?? 'preclinical',
      alterations: [alterationOf(entry)],
      drugs: entry.therapy_name.split(' + '),
      disease: {
        name: entry.disease,
        oncotree: entry.oncotree_code === '' ? null : entry.oncotree_code,
      },
    });
  }
  return { base: 'Molecular Oncology Almanac', assertions, others };
}

function otherThanResponse(entry: Entry): string | null {
  if (entry._deprecated) return 'withdrawn by the base';
  return entry.therapy_resistance === '' && entry.therapy_sensitivity === ''
    ? 'prognosis and other'
    : null;
}

const STRENGTH_OF: ReadonlyMap<string, Strength> = new Map([
  ['FDA-Approved', 'label or guideline'],
  ['Guideline', 'label or guideline'],
  ['Clinical trial', 'clinical'],
  ['Clinical evidence', 'clinical'],
  ['Preclinical', 'preclinical'],
  ['Inferential', 'preclinical'],
]);

function alterationOf(entry: Entry): StatedAlteration {
  const gene = entry.gene ?? '';
  switch (entry.feature_type) {
    case 'Somatic Variant':
      return mutationOf(entry, gene);
    case 'Copy Number':
      return {
        kind: 'copy-number',
        gene,
        direction: entry.direction === 'Amplification' ? 'amplification' : 'deletion',
      };
    case 'Rearrangement':
      return {
        kind: 'fusion',
        genes: [entry.gene1 ?? '', entry.gene2 === '' ? null : (entry.gene2 ?? null)],
      };
    case 'Germline Variant':
      return { kind: 'other', what: 'germline variant' };
    default:
      return { kind: 'other', what: entry.feature_type.toLowerCase() };
  }
}

function mutationOf(entry: Entry, gene: string): StatedAlteration {
  const change = (entry.protein_change ?? '').replace(/^p\./, '');
  const residue = /^[A-Z](\d+)$/.exec(change)?.[1];
  if (residue !== undefined) return { kind: 'residue', gene, residue: Number(residue) };
  if (change !== '') return { kind: 'change', gene, change };
  const exon = Number(entry.exon ?? 0);
  const annotation = entry.variant_annotation ?? '';
  if (exon === 0) {
    return TRUNCATING.has(annotation)
      ? { kind: 'loss-of-function', gene }
      : { kind: 'any-mutation', gene };
  }
  return { kind: 'exon', gene, exon, event: EXON_EVENTS.get(annotation) ?? 'mutation' };
}

const TRUNCATING: ReadonlySet<string> = new Set(['Nonsense', 'Frameshift', 'Splice Site']);

const EXON_EVENTS: ReadonlyMap<string, 'deletion' | 'insertion' | 'skipping'> = new Map([
  ['Deletion', 'deletion'],
  ['Insertion', 'insertion'],
  ['Splice Site', 'skipping'],
]);
