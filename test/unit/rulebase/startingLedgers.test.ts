import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readRuleBase } from '../../../services/rule-store/readRuleBase.ts';

/**
 * Every row of the starting facts on re-challenge is carried by a rule, and every one on toxicity by
 * an entry or held back with the reason. The ledgers stand beside this test; where the starting facts are
 * beside the project, no row may be missing from them.
 */
const STARTING = new URL('../../../../shared/knowledge/', import.meta.url);
const files = readRuleBase(fileURLToPath(new URL('../../../rules/', import.meta.url)));

interface Entry {
  readonly carriedBy?: readonly string[];
  /** Sources of the row that the carrying rules cite. */
  readonly sources?: readonly string[];
  /** Why the carrying rules are written down and drive no card. */
  readonly silent?: string;
  readonly heldBack?: string;
}

const again = ledger('startingRechallenge.json') as Readonly<Record<string, Entry>>;
const harms = ledger('startingToxicities.json') as {
  readonly rows: Readonly<Record<string, Entry>>;
  /** Entries that the starting facts do not have. */
  readonly added: readonly string[];
};

describe('re-challenge in the starting facts', () => {
  const rules = new Map(files.packs.flatMap((pack) => pack.rules).map((rule) => [rule.id, rule]));

  test('28 rows, each carried by rules', () => {
    expect(Object.keys(again)).toHaveLength(28);
    for (const [row, { carriedBy = [] }] of Object.entries(again)) {
      expect([row, carriedBy.length > 0]).toEqual([row, true]);
      expect(carriedBy.filter((id) => !rules.has(id))).toEqual([]);
    }
  });

  test('a row whose rules are kept without a card says why; every other speaks', () => {
    const keptSilent = (id: string): boolean => {
      const rule = rules.get(id);
      return rule !== undefined && 'confidence' in rule && rule.confidence === 'low';
    };
    for (const [row, { carriedBy = [], silent }] of Object.entries(again)) {
      expect([row, carriedBy.some(keptSilent)]).toEqual([row, silent !== undefined]);
      if (silent !== undefined) expect(silent.length).toBeGreaterThan(40);
    }
  });

  test('the sources of a row stand in one of its rules', () => {
    for (const { carriedBy = [], sources = [] } of Object.values(again)) {
      const cited = carriedBy.map((id) => JSON.stringify(rules.get(id))).join();
      expect(sources.filter((source) => !cited.includes(`"${source}"`))).toEqual([]);
    }
  });

  test('no row is missing', () => {
    const rows = rowsOf('rechallenge.tsv', ['scenario', 'disease']);
    expect(rows.filter((key) => again[key] === undefined)).toEqual([]);
  });
});

describe('toxicity in the starting facts', () => {
  test('each row is carried by entries, or held back for a reason; what was added is named', () => {
    const carried = Object.values(harms.rows).flatMap(({ carriedBy = [] }) => carriedBy);
    expect([...new Set([...carried, ...harms.added])].sort()).toEqual(
      Object.keys(files.toxicities).sort(),
    );
    for (const { carriedBy, heldBack = '' } of Object.values(harms.rows)) {
      if (carriedBy === undefined) expect(heldBack.length).toBeGreaterThan(40);
    }
  });

  test('no row is missing, and none is weighed otherwise', () => {
    for (const key of rowsOf('toxicity.tsv', ['drug_class_or_pair', 'organ_axis', 'severity'])) {
      const [, row = '', severity] = /^(.*) \| (\w+)$/.exec(key) ?? [];
      const entry = harms.rows[row];
      expect([row, entry === undefined]).toEqual([row, false]);
      const weights = (entry?.carriedBy ?? []).map((id) => files.toxicities[id]?.weight);
      if (weights.length > 0) expect([row, ...weights]).toContain(severity);
    }
  });
});

function ledger(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** The rows by the columns that name them; none where the starting facts are not beside the project. */
function rowsOf(file: string, columns: readonly string[]): readonly string[] {
  const path = new URL(file, STARTING);
  if (!existsSync(path)) return [];
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const at = columns.map((column) => header.split('\t').indexOf(column));
  return lines.map((line) => {
    const cells = line.split('\t');
    return at.map((index) => cells[index] ?? '').join(' | ');
  });
}
