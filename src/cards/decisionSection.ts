import type { CombinationOrSequence, Criterion, Strategy } from '../domain/conclusion.ts';
import type { Found } from './found.ts';
import { escapeMarkdown, lines, section, table } from './markdown.ts';

/** Together or one after the other: the verdict, and what of its criteria is not met or not known; all stand in the app. */
export function decisionSection(
  decision: CombinationOrSequence | undefined,
  options: readonly Strategy[],
): readonly string[] {
  if (decision === undefined) return [];
  // Where one drug that may be ordered overcomes all, the question does not arise.
  const single = options.find((o) => o.id === decision.singleAgent);
  if (decision.verdict === 'single-agent' && single?.status === 'approved') return [];
  // What must be known before an option is given stands beside that option.
  const told = new Set(
    options.flatMap((o) => [...o.conditions, ...o.gates].map((c) => c.question)),
  );
  const open = decision.criteria
    .filter(({ verdict, question }) => verdict !== 'met' && !told.has(question))
    .map(
      ({ question, verdict, answer }) =>
        `- ${escapeMarkdown(question)}: ${VERDICT_WORDS[verdict]} (${escapeMarkdown(answer)})`,
    );
  return ['**Combination or sequence**', escapeMarkdown(decision.statement), ...lines(open)];
}

/**
 * Tests and referrals that would change the decision, each once with its reasons; what the card tells
 * elsewhere, as a pattern of the tumour or as missing, is not repeated.
 */
export function testFirstSection({ tests, heterogeneity, gaps }: Found): readonly string[] {
  const told = new Set([
    ...heterogeneity.map(({ statement }) => statement),
    ...gaps.map(({ message }) => message),
  ]);
  const reasonsByTitle = new Map<string, readonly string[]>();
  for (const { title, statement, conditions } of tests) {
    const [open] = conditions;
    const reason =
      open === undefined
        ? statement
        : told.has(open.answer)
          ? `${open.question}.`
          : `${open.question}: ${open.answer.replace(/\.$/, '')}.`;
    reasonsByTitle.set(title, [...(reasonsByTitle.get(title) ?? []), reason]);
  }
  return section(
    'What would help to decide',
    [...reasonsByTitle].map(
      ([title, why]) => `- **${escapeMarkdown(title)}**: ${escapeMarkdown(why.join(' '))}`,
    ),
  );
}

/** Each question with its verdict and what it rests on. */
export function criteriaTable(criteria: readonly Criterion[]): string {
  return table(
    ['Criterion', 'Verdict', 'Data'],
    criteria.map((c) => [
      escapeMarkdown(c.question),
      VERDICT_WORDS[c.verdict],
      escapeMarkdown(c.answer),
    ]),
  );
}

const VERDICT_WORDS: Readonly<Record<Criterion['verdict'], string>> = {
  met: 'met',
  'not-met': 'not met',
  'cannot-be-told': 'cannot be told',
};
