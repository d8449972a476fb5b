import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rulesFolder, type RulesFolder } from '../../builders/rulesFolder.ts';
import type { OptionRule } from '../../../src/rulebase/ruleFiles.ts';

interface Statements {
  readonly statements: Readonly<Record<string, object>>;
}

let rules: RulesFolder;
let whole: ReturnType<RulesFolder['run']>;
beforeAll(() => {
  rules = rulesFolder();
  whole = rules.run('coverage');
}, 60_000);
afterAll(() => {
  rules.remove();
});

const numberOf = (out: string): number => Number(/(\d+) of 112\n$/.exec(out)?.[1]);

test('each statement of the review stands with what carries it and what fails without it', () => {
  expect(whole.err).toBe('');
  expect(whole.out).toMatch(/^S001 /);
  expect(whole.out.match(/^S\d{3} /gm)).toHaveLength(112);
  expect(whole.out).toMatch(
    /^S016 {3}EGFR T790M .*\n {7}rule lung\/[a-z0-9-]+: \d+ cases? not met without it$/m,
  );
  expect(whole.out).toMatch(
    /^S094 .*\n {7}behaviour: test\/unit\/engine\/strategies\.test\.ts, "/m,
  );
  expect(numberOf(whole.out)).toBeGreaterThanOrEqual(111);
});

test('a test that is not there, a rule whose cases do not need it and a gap do not count', () => {
  rules.edit('evidence/statements.json', ({ statements, ...rest }: Statements) => ({
    ...rest,
    statements: {
      ...statements,
      S093: {
        ...statements['S093'],
        tests: [{ file: 'test/unit/engine/strategies.test.ts', named: 'what nobody tests' }],
      },
      S112: { ...statements['S112'], missing: 'Taken away by a test of this command.' },
    },
  }));
  // The only rule that carries S078; the case of another stands beside it now.
  rules.edit('packs/lung/options/neladalkib-trial.rule.json', (rule: OptionRule) => ({
    ...rule,
    retired: { on: '2026-11-23', reason: 'Taken away by a test of this command.' },
  }));
  const { code, out, err } = rules.run('coverage');
  expect(code).toBe(1);
  expect(err).toContain(
    'S093: there is no test "what nobody tests" in test/unit/engine/strategies.test.ts.',
  );
  for (const id of ['S078', 'S093', 'S112']) expect(out).toContain(`${id} ✗`);
  expect(numberOf(out)).toBe(numberOf(whole.out) - 3);
});
