import type { Compilation } from '../../../src/rulebase/compileKnowledge.ts';
import { casesInTurn } from '../../../src/rulebase/casesInTurn.ts';
import type { RuleBaseWithCases, RuleFile } from '../../../src/rulebase/ruleFiles.ts';

/** The size of a rule base in numbers: packs, rules, cells, drugs, sources, cases. */
export function ruleBaseCounts(files: RuleBaseWithCases, compiled: Compilation): readonly string[] {
  const { packs, sources, terminology } = files;
  const rules = packs.flatMap((pack) => pack.rules);
  const retired = rules.filter((rule) => rule.retired !== undefined).length;
  const cells = rules.flatMap((rule) =>
    rule.kind === 'sensitivity' ? rule.rows.flatMap((row) => Object.values(row.calls)) : [],
  ).length;
  const cases = packs
    .flatMap((pack) => pack.cases)
    .flatMap(({ matches, doesNotMatch }) => [...matches, ...doesNotMatch])
    .flatMap(casesInTurn).length;
  const all = Object.values(sources);
  const verified = all.filter((source) => source.verified !== undefined).length;
  const kinds = new Map<RuleFile['kind'], number>();
  for (const { kind } of rules) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const size = (table: object): string => String(Object.keys(table).length);
  return [
    `${String(packs.length)} packs, ${String(rules.length)} rules and tables (${[...kinds].map(([kind, n]) => `${String(n)} ${kind}`).join(', ')}${retired === 0 ? '' : `; ${String(retired)} of them retired`})`,
    `${String(cells)} table cells${compiled.ok ? `, ${String(drivingCells(compiled.knowledge))} of them driving cards` : ''}`,
    `${size(terminology.genes)} genes, ${size(terminology.drugs)} drugs in ${size(terminology.drugClasses)} classes, ${size(terminology.diseases)} diseases, ${size(terminology.assays)} assays`,
    `${String(all.length)} sources: ${String(verified)} verified against a record, ${String(all.length - verified)} not verified and never shown`,
    `${String(cases)} cases`,
  ];
}

function drivingCells({ sensitivities }: Extract<Compilation, { ok: true }>['knowledge']): number {
  const rows = new Set([...sensitivities.values()].flat());
  return [...rows].reduce((sum, row) => sum + row.calls.size, 0);
}
