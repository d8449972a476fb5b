import type {
  CombinationOrSequence,
  Criterion,
  Heterogeneity,
  Strategy,
} from '../domain/conclusion.ts';
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

/** Tests and referrals that would change the decision, each with its reason; what is told above is not repeated. */
export function testFirstSection(
  tests: readonly Strategy[],
  toldAbove: readonly Heterogeneity[] = [],
): readonly string[] {
  const told = new Set(toldAbove.map(({ statement }) => statement));
  return section(
    'What would help to decide',
    tests.map(({ title, statement, conditions }) => {
      const [open] = conditions;
      const reason =
        open === undefined
          ? statement
          : told.has(open.answer)
            ? `${open.question}.`
            : `${open.question}: ${open.answer.replace(/\.$/, '')}.`;
      return `- **${escapeMarkdown(title)}**: ${escapeMarkdown(reason)}`;
    }),
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
