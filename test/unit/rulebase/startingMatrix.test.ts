import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readRuleBase } from '../../../services/rule-store/readRuleBase.ts';
import { geneOf, type Alteration } from '../../../src/domain/alteration.ts';
import type { Phase } from '../../../src/domain/reading.ts';
import { sensitivity } from '../../../src/engine/mechanisms.ts';
import { isKnownToOvercome } from '../../../src/engine/overcoming.ts';
import { hasCompanions } from '../../../src/engine/phase.ts';
import { phaseKey } from '../../../src/engine/statedPhases.ts';
import type { TumourState } from '../../../src/engine/tumourState.ts';
import { matchesPattern } from '../../../src/rulebase/alterationPattern.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import { alteration } from '../../builders/aCase.ts';

/**
 * Every drug and alteration pair of the starting facts, held against the rules: in force, held back
 * until its source is verified, or on the list of docs/sensitivity-review.md with the reason.
 * `startingMatrix.json` says how the starting facts' names are written in the rules.
 */
const MATRIX = new URL('../../../../shared/knowledge/sensitivity_matrix.tsv', import.meta.url);
const LEDGER = new URL('../../../docs/sensitivity-review.md', import.meta.url);
const NAMES = new URL('./startingMatrix.json', import.meta.url);

interface Row {
  readonly gene: string;
  readonly disease: string;
  readonly alteration: string;
  readonly drug: string;
  readonly call: string;
  readonly confidence: string;
}

/** One tumour in which the row's alteration is looked up. */
interface Tumour {
  readonly disease: string;
  /** The alteration asked about comes first. */
  readonly alterations: readonly string[];
  readonly phase?: Phase;
}

interface Names {
  /** Drug names of the starting facts that are several drugs, a combination (`a + b`) or written otherwise. */
  readonly drugs: Readonly<Record<string, readonly string[]>>;
  /** By `gene | disease | alteration`; single changes of one disease need no entry. */
  readonly tumours: Readonly<Record<string, readonly Tumour[]>>;
  /** Diseases of the starting facts. */
  readonly diseases: Readonly<Record<string, readonly string[]>>;
  /** Genes that were gone through row by row. */
  readonly genes: readonly string[];
}

const rows = existsSync(MATRIX) ? readRows() : [];
if (rows.length === 0) {
  process.stdout.write(
    'The starting facts are not beside the project: startingMatrix is skipped.\n',
  );
}
const names = JSON.parse(readFileSync(NAMES, 'utf8')) as Names;
const ledger = readFileSync(LEDGER, 'utf8');
const leftOut = new Set(leftOutKeys());

(rows.length === 0 ? describe.skip : describe)('sensitivity matrix of the starting facts', () => {
  const files = readRuleBase('rules');
  const inForce = compiled((source) => source);
  const ifAllWereVerified = compiled((source) => ({
    ...source,
    verified: source.verified ?? { on: '2026-11-23', against: 'assumed by this test' },
  }));

  function compiled(change: (source: (typeof files.sources)[string]) => unknown): KnowledgeBase {
    const sources = Object.fromEntries(
      Object.entries(files.sources).map(([id, source]) => [id, change(source)]),
    ) as typeof files.sources;
    const result = compileKnowledge({ ...files, sources });
    if (!result.ok) throw new Error(result.faults.join('\n'));
    return result.knowledge;
  }

  const reviewed = rows.filter((row) => names.genes.includes(row.gene));
  const asserted = reviewed.filter((row) => ['high', 'medium'].includes(row.confidence));

  test.each(names.genes)('%s: every row of high or medium confidence has its place', (gene) => {
    const homeless = asserted
      .filter((row) => row.gene === gene && !leftOut.has(keyOf(row)))
      .filter((row) => !isSaid(row, ifAllWereVerified))
      .map(keyOf);
    expect(homeless).toEqual([]);
  });

  test('a row on the list of what was left out is not said by the rules', () => {
    const said = asserted
      .filter((row) => leftOut.has(keyOf(row)) && isSaid(row, ifAllWereVerified))
      .map(keyOf);
    expect(said).toEqual([]);
  });

  test('the list of what was left out names rows of the starting facts only', () => {
    const known = new Set(asserted.map(keyOf));
    expect([...leftOut].filter((key) => !known.has(key))).toEqual([]);
  });

  test('the counts of the ledger are those of the rules', () => {
    const table = names.genes.map((gene) => {
      const of = reviewed.filter((row) => row.gene === gene);
      const firm = of.filter((row) => ['high', 'medium'].includes(row.confidence));
      const taken = firm.filter((row) => !leftOut.has(keyOf(row)));
      const force = taken.filter((row) => isSaid(row, inForce)).length;
      const counts = [
        of.length,
        force,
        taken.length - force,
        firm.length - taken.length,
        of.filter((row) => row.confidence === 'low').length,
        of.filter((row) => row.call === 'unknown').length,
      ];
      return `| ${[gene, ...counts.map(String)].join(' | ')} |`;
    });
    const inLedger = ledger
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').trim())
      .filter((line) => table.some((row) => line.startsWith(`${row.split(' | ')[0] ?? ''} | `)))
      .filter((line) => line.split('|').length === 9);
    expect(inLedger).toEqual(table);
  });
});

/** Do the rules say of the row's drug what the row says? */
function isSaid(row: Row, knowledge: KnowledgeBase): boolean {
  const drugs = names.drugs[row.drug] ?? [row.drug.toLowerCase()];
  return tumoursOf(row).every((tumour) =>
    drugs.every((drug) => isSaidOf(drug.split(' + '), row.call, tumour, knowledge)),
  );
}

function isSaidOf(
  drugs: readonly string[],
  call: string,
  { disease, alterations, phase }: Tumour,
  knowledge: KnowledgeBase,
): boolean {
  const all = alterations.map(read);
  const [asked] = all;
  if (asked === undefined) return false;
  const state = stateOf(disease, all, phase);
  const [alone] = drugs;
  if (drugs.length === 1 && alone !== undefined) {
    const answer = all
      .map((a) => sensitivity(alone, a, state, knowledge))
      .find((found) => found?.open === null && found.cell.call === call);
    if (answer !== undefined) return true;
  }
  const overcome = knowledge.options.some(
    (option) =>
      option.diseases.has(disease) &&
      option.evidence.length > 0 &&
      drugs.every((drug) => option.drugs.includes(drug)) &&
      ((call === 'S' && drugs.length === 1) || drugs.length === option.drugs.length) &&
      isKnownToOvercome(option, asked, state, knowledge),
  );
  if (call === 'S' || overcome) return call === 'S' && overcome;
  const defeated = drugs.some((drug) =>
    all.some((a) => isResisted(drug, a, disease, state, knowledge)),
  );
  return (call === 'R' && defeated) || isWarnedOf(drugs, disease, state, knowledge);
}

/** A mechanism rule names the drug. */
function isResisted(
  drug: string,
  asked: Alteration,
  disease: string,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return (knowledge.mechanisms.get(geneOf(asked)) ?? []).some(
    (rule) =>
      rule.diseases.has(disease) &&
      rule.evidence.length > 0 &&
      rule.resistantTo.has(drug) &&
      rule.alterations.some((p) => matchesPattern(p, asked, knowledge.patternContext)) &&
      hasCompanions(asked, { ...rule, phase: null }, state, knowledge) === true,
  );
}

/** An order rule calls the drugs harmful or incomplete in this tumour. */
function isWarnedOf(
  drugs: readonly string[],
  disease: string,
  { now }: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  const found = (patterns: readonly Parameters<typeof matchesPattern>[0][]): boolean =>
    patterns.some((p) => now.some((a) => matchesPattern(p, a, knowledge.patternContext)));
  return knowledge.orderRules.some(
    (rule) =>
      rule.verdict !== 'untested' &&
      !rule.targetOfLabel &&
      (rule.target.length === 0 || found(rule.target)) &&
      rule.diseases.has(disease) &&
      rule.evidence.length > 0 &&
      drugs.some((drug) => rule.drugs.has(drug)) &&
      !drugs.some((drug) => rule.without.has(drug)) &&
      (rule.present.length === 0 || found(rule.present)) &&
      (rule.testedAbsent.length === 0 || !found(rule.testedAbsent)),
  );
}

function stateOf(disease: string, all: readonly Alteration[], phase?: Phase): TumourState {
  const [first, second] = all;
  const stated = phase !== undefined && first !== undefined && second !== undefined;
  return {
    diseases: new Set([disease]),
    ever: all,
    germline: [],
    now: all,
    seenIn: new Map(),
    phases: new Map(stated ? [[phaseKey(first, second), { phase, resources: [] }]] : []),
    apart: { pairs: new Set(), without: new Map() },
  };
}

function read(name: string): Alteration {
  const event = /^(\S+) exon (\d+) (deletion|insertion|skipping)$/.exec(name);
  return event === null
    ? alteration(name)
    : {
        kind: 'exon-event',
        gene: event[1] ?? '',
        exon: Number(event[2]),
        event: event[3] as 'deletion',
      };
}

function tumoursOf(row: Row): readonly Tumour[] {
  const named = names.tumours[`${row.gene} | ${row.disease} | ${row.alteration}`];
  if (named !== undefined) return named;
  const diseases = names.diseases[row.disease] ?? [];
  return diseases.map((disease) => ({
    disease,
    alterations: [`${row.gene} ${row.alteration}`],
  }));
}

function keyOf(row: Row): string {
  return [row.gene, row.disease, row.alteration, row.drug, row.call].join(' | ');
}

/** The rows under "Left out" in the ledger, without their reasons. */
function leftOutKeys(): readonly string[] {
  const section = ledger.split('## Left out')[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, 6)
        .map((cell) => cell.trim())
        .join(' | '),
    );
}

function readRows(): readonly Row[] {
  const [head = '', ...lines] = readFileSync(MATRIX, 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((c, i) => [c, cells[i] ?? ''])) as unknown as Row;
  });
}
