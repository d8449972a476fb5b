import type { Assertion, BaseContent, Direction, StatedAlteration, Strength } from './assertion.ts';

/**
 * The biomarkers of the Cancer Genome Interpreter (`cgi_biomarkers_per_variant.tsv`), one assertion
 * for each alteration, drug and disease that a line lists as alternatives. The file repeats a line
 * for every genomic change behind a protein change, which adds nothing here.
 */
export function readCgi(text: string): BaseContent {
  const [header = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const columns = header.split('\t').map((name) => name.trim());
  const assertions: Assertion[] = [];
  const others = new Map<string, number>();
  const seen = new Set<string>();
  lines.forEach((line, index) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
    const stated = STATING.map(cell).join('|');
    if (seen.has(stated)) return;
    seen.add(stated);
    const direction = DIRECTIONS.get(cell('Association'));
    if (direction === undefined) {
      const what = cell('Association').replace(/\s*\(.*\)/, '');
      others.set(what, (others.get(what) ?? 0) + 1);
      return;
    }
    const level = cell('Evidence level');
    for (const alterations of alterationsOf(cell('Alteration'), cell('Alteration type'))) {
      for (const drugs of drugsOf(cell('Drug'), cell('Drug family'))) {
        for (const name of cell('Primary Tumor type').split(';')) {
          assertions.push({
            at: `line ${String(index + 2)}`,
            direction,
            level,
            strength: strengthOf(level),
            alterations,
            drugs,
            disease: { name: name.trim(), oncotree: null },
          });
        }
      }
    }
  });
  return { base: 'Cancer Genome Interpreter', assertions, others };
}

/** The columns that make an assertion. */
const STATING = [
  'Alteration',
  'Alteration type',
  'Association',
  'Drug',
  'Drug family',
  'Evidence level',
  'Primary Tumor type',
] as const;

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['Responsive', 'sensitivity'],
  ['Resistant', 'resistance'],
  ['No Responsive', 'resistance'],
]);

/** Where a line names two levels, the stronger counts. */
function strengthOf(level: string): Strength {
  if (/guideline/i.test(level)) return 'label or guideline';
  if (/trial/i.test(level)) return 'clinical';
  return /case/i.test(level) ? 'case report' : 'preclinical';
}

/** Alternatives, each a list of what is there together: `MET:amp;BRAF:V600E` under `CNA;MUT`. */
function alterationsOf(text: string, types: string): readonly (readonly StatedAlteration[])[] {
  const kinds = types.split(';');
  const parts = text.split(';');
  if (kinds.length !== parts.length) {
    return [
      [{ kind: 'other', what: 'changes of one gene joined in a way that can be read twice' }],
    ];
  }
  return parts
    .map((part, index) => alternativesOf(part.trim(), kinds[index] ?? ''))
    .reduce<readonly (readonly StatedAlteration[])[]>(
      (combined, alternatives) =>
        combined.flatMap((together) => alternatives.map((one) => [...together, one])),
      [[]],
    );
}

function alternativesOf(text: string, type: string): readonly StatedAlteration[] {
  const [gene = '', ...rest] = text.split(':');
  const what = rest.join(':');
  switch (type) {
    case 'MUT':
      return what.split(',').map((token) => mutationOf(gene, token));
    case 'CNA':
      return [
        { kind: 'copy-number', gene, direction: what === 'amp' ? 'amplification' : 'deletion' },
      ];
    case 'FUS': {
      const [first = '', second = '.'] = text.split('__');
      return [{ kind: 'fusion', genes: [first, second === '.' ? null : second] }];
    }
    case 'BIA':
      return [{ kind: 'loss-of-function', gene }];
    case 'EXPR':
      return [{ kind: 'other', what: 'expression of a gene' }];
    default:
      return [{ kind: 'other', what: `alteration of type ${type}` }];
  }
}

function mutationOf(gene: string, token: string): StatedAlteration {
  if (token === '.') return { kind: 'any-mutation', gene };
  if (/^[A-Z]\d+(?:[A-Z]|\*)$/.test(token)) return { kind: 'change', gene, change: token };
  const residue = /^[A-Z.]?(\d+)\.$/.exec(token)?.[1];
  if (residue !== undefined) return { kind: 'residue', gene, residue: Number(residue) };
  const region = /^(\d+)-(\d+)$/.exec(token);
  if (region !== null) {
    return {
      kind: 'region',
      gene,
      from: Number(region[1]),
      to: Number(region[2]),
      event: 'mutation',
    };
  }
  const consequence = /^:?(?:consequence)?::?(\w+):(.*)$/.exec(token);
  return consequence === null
    ? { kind: 'other', what: 'notation that is not read' }
    : byConsequence(gene, consequence[1] ?? '', consequence[2] ?? '');
}

/** `inframe_deletion:729-761`, `inframe_insertion:A775YVMA`, `splice_donor_variant:.` */
function byConsequence(gene: string, consequence: string, where: string): StatedAlteration {
  const [first, last] = where.match(/\d+/g)?.map(Number) ?? [];
  if (first !== undefined && /^inframe_(?:deletion|insertion)$/.test(consequence)) {
    const event = consequence === 'inframe_deletion' ? 'deletion' : 'insertion';
    return { kind: 'region', gene, from: first, to: last ?? first, event };
  }
  if (first !== undefined && /^(?:inframe_variant|missense_variant)$/.test(consequence)) {
    return { kind: 'region', gene, from: first, to: last ?? first, event: 'mutation' };
  }
  if (consequence === 'wildtype') return { kind: 'other', what: 'wild type' };
  return { kind: 'other', what: 'truncation or splice change of a part of a gene' };
}

/** Alternatives, each a list of what is given together. Without a drug the class is meant. */
function drugsOf(drug: string, family: string): readonly (readonly string[])[] {
  const listed = drug.replace(/[[\]]/g, '').trim();
  return (listed === '' ? family.replace(/[[\]]/g, '') : listed)
    .split(',')
    .map((together) =>
      together.split(';').map((name) => name.replace(/\s*(?:\(.*\)|\+\/-.*)/, '').trim()),
    );
}
