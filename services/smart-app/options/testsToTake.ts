import type { Strategy } from '../../../src/domain/conclusion.ts';

/** A test or referral that would help to decide, once, with everything that it would answer. */
export interface TestToTake {
  readonly title: string;
  readonly statement: string;
  readonly reasons: readonly string[];
}

/** Several open questions may ask for the same test: it is told once. */
export function testsToTake(tests: readonly Strategy[]): readonly TestToTake[] {
  return [...new Set(tests.map(({ title }) => title))].map((title) => {
    const same = tests.filter((test) => test.title === title);
    return {
      title,
      statement: same[0]?.statement ?? '',
      reasons: same.flatMap(({ conditions: [open] }) =>
        open === undefined ? [] : [`${open.question}: ${open.answer.replace(/\.$/, '')}.`],
      ),
    };
  });
}
