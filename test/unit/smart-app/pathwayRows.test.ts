import { describe, expect, test } from '@jest/globals';
import { pathwayLayout } from '../../../services/smart-app/whatConverges/pathwayLayout.ts';
import { pathwayRows } from '../../../services/smart-app/whatConverges/pathwayRows.ts';
import type { PathwaysFile } from '../../../src/rulebase/ruleFiles.ts';
import { readRuleBase } from '../../../services/rule-store/readRuleBase.ts';

const { pathways } = readRuleBase('rules');

function pathway(id: string): PathwaysFile['pathways'][number] {
  const found = pathways.find((file) => file.id === id);
  if (found === undefined) throw new Error(`${id} is not in the rules`);
  return found;
}

describe('a pathway as a picture', () => {
  test.each(pathways.map((file) => [file.id, file] as const))(
    '%s goes down to its output',
    (_id, file) => {
      const rows = pathwayRows(file, new Set());
      expect(rows.at(-1)?.id).toBe(file.output);
      const at = new Map(rows.map(({ id }, row) => [id, row]));
      for (const { from, to, kind, diseases, under } of file.edges) {
        const [a, b] = [at.get(from), at.get(to)];
        if (
          kind === 'activates' &&
          diseases === undefined &&
          under === undefined &&
          a !== undefined &&
          b !== undefined
        ) {
          expect(a).toBeLessThan(b);
        }
      }
    },
  );

  test('shows a node that only holds others back when the patient has it altered', () => {
    const mapk = pathway('MAPK');
    expect(pathwayRows(mapk, new Set()).map(({ id }) => id)).not.toContain('RAS-GAP');
    expect(pathwayRows(mapk, new Set(['RAS-GAP'])).map(({ id }) => id)).toContain('RAS-GAP');
  });

  test('puts no two nodes in one place', () => {
    const rows = pathwayRows(pathway('MAPK'), new Set(['RAS-GAP', 'MAPK-phosphatase']));
    const blank = { drugs: [], mechanisms: [], escapes: [], intercepts: null, isOutput: false };
    const { nodes } = pathwayLayout({
      nodes: rows.map(({ id, column }) => ({ ...blank, id, column, name: id, label: id })),
      edges: [],
    });
    for (const [i, node] of nodes.entries()) {
      const next = nodes[i + 1];
      if (next !== undefined) expect(next.y).toBeGreaterThanOrEqual(node.y + node.height);
    }
  });
});
