import type { CombinationOrSequence, Criterion, Strategy } from '../domain/conclusion.ts';
import { section, table } from './markdown.ts';

/** Together or one after the other: the verdict with every criterion it rests on. */
export function decisionSection(
  decision: CombinationOrSequence | undefined,
  options: readonly Strategy[],
): readonly string[] {
  if (decision === undefined) return [];
  // Where one drug that may be ordered overcomes all, the question does not arise.
  const single = options.find((o) => o.id === decision.singleAgent);
  if (decision.verdict === 'single-agent' && single?.status === 'approved') return [];
  return ['**Combination or sequence**', decision.statement, criteriaTable(decision.criteria)];
}

/** Tests and referrals that would change the decision, each with its reason. */
export function testFirstSection(tests: readonly Strategy[]): readonly string[] {
  return section(
    'What would help to decide',
    tests.map(({ title, statement, conditions }) => {
      const [open] = conditions;
      const reason = open === undefined ? '' : ` ${open.question}: ${open.answer}.`;
      return `- **${title}**: ${statement}${reason}`;
    }),
  );
}

/** Each question with its verdict and what it rests on. */
export function criteriaTable(criteria: readonly Criterion[]): string {
  return table(
    ['Criterion', 'Verdict', 'Data'],
    criteria.map((c) => [c.question, VERDICT_WORDS[c.verdict], c.answer]),
  );
}

const VERDICT_WORDS: Readonly<Record<Criterion['verdict'], string>> = {
  met: 'met',
  'not-met': 'not met',
  'cannot-be-told': 'cannot be told',
};
