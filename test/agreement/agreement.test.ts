import { expect, test } from '@jest/globals';
import { ruleBase } from '../builders/aRuleBase.ts';
import { judge, verdictOn, type Judged } from './judge.ts';
import { readCgi } from './readCgi.ts';
import { readMoalmanac } from './readMoalmanac.ts';
import { report, type Explanation } from './report.ts';
import type { Said } from './whatWeSay.ts';

const COLUMNS = [
  'Alteration',
  'Alteration type',
  'Association',
  'Drug',
  'Drug family',
  'Evidence level',
  'Primary Tumor type',
];

/** Lines as the Interpreter writes them, in the columns that say something. */
const CGI = [
  COLUMNS,
  ['EGFR:T790M', 'MUT', 'Resistant', 'Erlotinib', 'x', 'FDA guidelines', 'Lung'],
  // The same again for another genomic change.
  ['EGFR:T790M', 'MUT', 'Resistant', 'Erlotinib', 'x', 'FDA guidelines', 'Lung'],
  ['EGFR:T790M', 'MUT', 'Responsive', '[]', '[EGFR inhibitor 1st gen]', 'Case report', 'Lung'],
  [
    'EGFR::consequence::inframe_deletion:729-761',
    'MUT',
    'Responsive',
    'Gefitinib',
    'x',
    'FDA guidelines',
    'Lung',
  ],
  ['KRAS:.', 'MUT', 'Resistant', '[]', '[FGFR inhibitor]', 'Early trials', 'Cholangiocarcinoma'],
  [
    'BRAF:V600.',
    'MUT',
    'No Responsive',
    'Vemurafenib',
    'x',
    'Early trials',
    'Colorectal adenocarcinoma',
  ],
  ['ALK__EML4', 'FUS', 'Responsive', 'Crizotinib', 'x', 'FDA guidelines', 'Lung;Melanoma'],
  ['MET:amp;EGFR:.', 'CNA;MUT', 'Resistant', '[]', '[EGFR TK inhibitor]', 'Case report', 'Lung'],
  ['ERBB2:over', 'EXPR', 'Responsive', 'Trastuzumab', 'x', 'FDA guidelines', 'Stomach'],
  ['NOTAGENE:amp', 'CNA', 'Resistant', 'Erlotinib', 'x', 'Pre-clinical', 'Lung'],
  ['EGFR:T790M', 'MUT', 'Increased Toxicity (of a test)', 'Erlotinib', 'x', 'Late trials', 'Lung'],
]
  .map((cells) => cells.join('\t'))
  .join('\n');

const ENTRY = {
  feature_type: 'Somatic Variant',
  disease: 'Chronic Myeloid Leukemia',
  oncotree_code: 'CML',
  therapy_sensitivity: '',
  therapy_resistance: 1,
  predictive_implication: 'Guideline',
  _deprecated: false,
} as const;
const MOALMANAC = JSON.stringify([
  { ...ENTRY, assertion_id: 1, gene: 'ABL1', protein_change: 'p.T315I', therapy_name: 'Imatinib' },
  { ...ENTRY, assertion_id: 2, gene: 'ABL1', protein_change: 'p.Y253H', therapy_name: 'Dasatinib' },
  {
    ...ENTRY,
    assertion_id: 3,
    feature_type: 'Rearrangement',
    gene1: 'BCR',
    gene2: 'ABL1',
    therapy_name: 'Imatinib',
    therapy_sensitivity: 1,
    therapy_resistance: '',
  },
  {
    ...ENTRY,
    assertion_id: 4,
    gene: 'BRCA1',
    protein_change: '',
    therapy_name: 'A drug of a test',
  },
  {
    ...ENTRY,
    assertion_id: 5,
    gene: 'ABL1',
    protein_change: 'p.T315I',
    therapy_name: 'Imatinib',
    _deprecated: true,
  },
]);

const cgi = judge(readCgi(CGI), ruleBase);
const moalmanac = judge(readMoalmanac(MOALMANAC), ruleBase);

const verdicts = (judged: readonly Judged[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    judged.map(({ direction, label, verdict, silence }) => [
      `${label.alteration}, ${label.drug}, ${label.disease}: ${direction}`,
      silence ?? verdict,
    ]),
  );

test('what the Interpreter says is split, translated and judged', () => {
  expect(verdicts(cgi.judged)).toEqual({
    'EGFR T790M, erlotinib, Non-small cell lung cancer: resistance': 'agrees',
    'EGFR T790M, any First-generation EGFR tyrosine kinase inhibitor, Non-small cell lung cancer: sensitivity':
      'disagrees',
    'EGFR exon 19 deletion, gefitinib, Non-small cell lung cancer: sensitivity': 'agrees',
    'KRAS mutation, any FGFR tyrosine kinase inhibitor, Cholangiocarcinoma: resistance':
      'agrees in context',
    'BRAF codon 600, vemurafenib, Colorectal cancer: resistance': 'in part',
    'ALK fusion, crizotinib, Non-small cell lung cancer: sensitivity': 'agrees',
    'ALK fusion, crizotinib, Melanoma: sensitivity': 'said of another disease',
    'MET amplification with EGFR mutation, any EGFR tyrosine kinase inhibitor, Non-small cell lung cancer: resistance':
      'agrees',
  });
  expect(cgi.stated).toBe(10);
  expect(Object.fromEntries(cgi.unmapped)).toEqual({
    'not an alteration of a gene: expression of a gene': 1,
    'gene is not in our terminology': 1,
  });
  expect(Object.fromEntries(cgi.others)).toEqual({ 'Increased Toxicity': 1 });
});

test('what the Almanac says is translated and judged', () => {
  expect(verdicts(moalmanac.judged)).toEqual({
    'ABL1 T315I, imatinib, Chronic myeloid leukaemia: resistance': 'agrees',
    'ABL1 Y253H, dasatinib, Chronic myeloid leukaemia: resistance': 'disagrees',
    'ABL1 fusion, imatinib, Chronic myeloid leukaemia: sensitivity': 'agrees',
  });
  expect(Object.fromEntries(moalmanac.unmapped)).toEqual({ 'drug is not ours': 1 });
  expect(Object.fromEntries(moalmanac.others)).toEqual({ 'withdrawn by the base': 1 });
});

test('an opposite answer under a condition that the base does not name is no contradiction', () => {
  const said = (call: Said['call'], when: string | null): readonly Said[] => [
    { call, when, rule: 'lung/of-a-test', level: 'C', sources: [] },
  ];
  expect(verdictOn('sensitivity', [said('resistant', 'beside BRAF V600')])).toBe('in part');
  expect(verdictOn('sensitivity', [said('resistant', null)])).toBe('disagrees');
  expect(verdictOn('resistance', [said('falls short', null)])).toBe('in part');
  expect(verdictOn('sensitivity', [said('falls short', null)])).toBe('silent');
  expect(verdictOn('resistance', [said('sensitive', null), said('resistant', 'in cis')])).toBe(
    'in part',
  );
  expect(verdictOn('resistance', [said('resistant', null), said('sensitive', 'with x')])).toBe(
    'agrees in context',
  );
});

test('a disagreement without an explanation, and an explanation of nothing, are faults', () => {
  const why = (title: string, drug: string): Explanation => ({
    about: 'disagreement',
    title,
    why: 'A reason.',
    drug,
  });
  const { faults, markdown } = report([moalmanac], [why('Nothing', 'nivolumab')]);
  expect(faults).toEqual([
    'Not explained: Molecular Oncology Almanac, dasatinib, Chronic myeloid leukaemia: ABL1 Y253H (resistance, label or guideline)',
    'Explains nothing: Nothing',
  ]);
  expect(markdown).toContain(
    '| Molecular Oncology Almanac | resistance | **all** | 2 | 1 | 0 | 0 | 1 | 0 | 100 % | 50 % |',
  );
  expect(report([moalmanac], [why('Dasatinib', 'dasatinib')]).faults).toEqual([]);
});
