import { alterationName } from '../../src/domain/alteration.ts';
import type { Conclusion, ResistanceMechanism } from '../../src/domain/conclusion.ts';
import { compareText, firstDifference } from '../../src/domain/ordering.ts';
import type { AlterationTrack } from '../../src/domain/track.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import { amount } from '../../src/cards/detail.ts';
import { mechanismName } from '../../src/cards/grounds.ts';
import type { Answer } from '../../src/engine/answer.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';

/** An answer as readable text: what was read, what was left out, what is concluded, which cards. */
export function reportText(
  answer: Answer,
  cards: readonly Card[],
  knowledge: KnowledgeBase,
): string {
  const { evaluation } = answer;
  const packs = evaluation.packs.map((p) => `${p.pack} ${p.version}`).join(', ');
  return [
    `As of ${evaluation.asOf}; engine ${evaluation.engine}; packs: ${packs}`,
    ...block('Read', readLines(answer)),
    ...block(
      'Left out or used with reserve',
      evaluation.problems.map((p) => `${p.resource ?? 'the input'}: ${p.message}`),
    ),
    ...block('Lines of therapy', lineLines(answer)),
    ...block('Alterations through time', evaluation.tracks.map(trackLine)),
    ...block(
      'Conclusions',
      evaluation.conclusions.map((c) =>
        conclusionLine(
          c,
          evaluation.conclusions.filter((m) => m.kind === 'resistance-mechanism'),
          knowledge,
        ),
      ),
    ),
    ...(cards.length === 0 ? ['', 'Cards: none'] : cards.flatMap(cardLines)),
    '',
  ].join('\n');
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  return ['', heading, ...(lines.length === 0 ? ['  none'] : lines.map((line) => `  ${line}`))];
}

/** Resources by what they became, most frequent first. */
function readLines({ outcomes }: Answer): readonly string[] {
  const counts = new Map<string, number>();
  for (const { resource, became } of outcomes) {
    const what = `${resource.split('/')[0] ?? resource}: ${became}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => firstDifference(n - m, compareText(a, b)))
    .map(([what, count]) => `${String(count)} x ${what}`);
}

function lineLines({ evaluation }: Answer): readonly string[] {
  return evaluation.lines.map((line) => {
    const until = line.ongoing ? 'ongoing' : (line.end ?? 'end not documented');
    const response = line.bestResponse === null ? '' : `; best response ${line.bestResponse}`;
    const progression = line.progressedOn === null ? '' : `; progression ${line.progressedOn}`;
    return `${String(line.number)}. ${line.drugs.join(' + ')}: ${line.start ?? 'unknown'} to ${until}${response}${progression}`;
  });
}

function trackLine(track: AlterationTrack): string {
  const points = track.points.map((p) => {
    const value = p.state === 'detected' ? amount(p) : p.state.replaceAll('-', ' ');
    return `${p.on ?? 'undated'} ${p.material} ${value}`;
  });
  return `${alterationName(track.alteration)} (${track.trend}, ${track.clonality}): ${points.join('; ')}`;
}

/** One conclusion in one line. */
export function conclusionLine(
  conclusion: Conclusion,
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): string {
  const nameOf = (id: string): string => mechanismName(id, mechanisms);
  const name = (drug: string): string => knowledge.terminology.drugs.get(drug)?.name ?? drug;
  switch (conclusion.kind) {
    case 'resistance-mechanism':
      return `Resistance (${conclusion.standing}, ${conclusion.timing}, ${conclusion.mechanismClass}): ${alterationName(conclusion.alteration)} against ${conclusion.against.map((r) => `${name(r.drug)} [${r.level}]`).join(', ')}`;
    case 'heterogeneity':
      return `Heterogeneity (${conclusion.pattern}): ${conclusion.statement}`;
    case 'convergence':
      return `Convergence: ${conclusion.nodes.map((n) => `${n.node} intercepts ${n.intercepts.map(nameOf).join(', ')}`).join('; ')}`;
    case 'strategy':
      if (conclusion.test !== null) return `Would help to decide: ${conclusion.title}`;
      return `Option (${conclusion.status}${conclusion.orderable ? ', orderable' : ''}): ${[conclusion.title, conclusion.coverage.map((c) => `${nameOf(c.mechanism)} ${c.verdict.replaceAll('-', ' ')}`).join(', ')].filter((part) => part !== '').join('; ')}`;
    case 'combination-or-sequence':
      return `Combination or sequence (${conclusion.verdict}): ${conclusion.statement} ${conclusion.criteria.map((c) => `${c.question}: ${c.verdict} (${c.answer})`).join('; ')}`;
    case 'rechallenge':
      return `Re-challenge with ${conclusion.drugs.map(name).join(', ')}: ${conclusion.status}; ${conclusion.criteria.map((c) => `${c.question}: ${c.verdict} (${c.answer})`).join('; ')}${conclusion.retest === null ? '' : `; re-test from ${conclusion.retest.from}`}`;
    case 'order-review':
      return `Order of ${name(conclusion.drug)}: ${conclusion.verdict}${conclusion.level === null ? '' : ` [${conclusion.level}]`}. ${conclusion.statement}`;
    case 'data-gap':
      return `Gap: ${conclusion.message}`;
    default:
      return conclusion satisfies never;
  }
}

function cardLines(card: Card): readonly string[] {
  return [
    '',
    `Card [${card.indicator}] ${card.summary}`,
    '',
    ...card.detail.split('\n').map((line) => `  ${line}`.trimEnd()),
    ...(card.suggestions ?? []).flatMap((s) => [
      `  > ${s.label}`,
      ...s.actions.map((a) => `      ${a.type}: ${a.description}`),
    ]),
  ];
}
