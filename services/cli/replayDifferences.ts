import type { Card } from '../../src/cards/cdsHooks.ts';
import { ENGINE_VERSION } from '../../src/evaluate.ts';
import type { Decided } from '../cds-hooks/answering/decide.ts';
import type { KeptDecision } from '../cds-hooks/answering/decisionDraft.ts';
import type { DecisionRecord, ShortConclusion } from '../decision-log/logEntry.ts';
import { shortConclusion } from '../decision-log/shortConclusion.ts';

/** What the same question gives now and gave then, one line each: `-` only then, `+` only now. */
export function replayDifferences(
  record: DecisionRecord,
  kept: KeptDecision,
  now: Decided,
): readonly string[] {
  return [
    ...changed([`engine ${record.engine}`], [`engine ${ENGINE_VERSION}`]),
    ...changed(
      record.conclusions.map(conclusionLine),
      now.conclusions.map((conclusion) => conclusionLine(shortConclusion(conclusion))),
    ),
    ...changed(
      kept.cards.flatMap(cardLines),
      now.advice.flatMap(({ card }) => cardLines(card)),
    ),
  ];
}

function conclusionLine({ kind, about, says, rules }: ShortConclusion): string {
  return `${kind} ${about}: ${says} [${rules.join(', ')}]`;
}

/** Everything of a card but the ids, which are new each time. */
function cardLines({ summary, indicator, detail, suggestions = [], links = [] }: Card): string[] {
  return [
    `card ${indicator}: ${summary}`,
    ...detail.split('\n').map((line) => `detail of "${summary}": ${line}`),
    ...suggestions.map(({ label, actions }) => `suggestion ${label}: ${withoutIds(actions)}`),
    ...links.map(({ label, url }) => `link ${label}: ${url}`),
  ];
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

function withoutIds(actions: unknown): string {
  return JSON.stringify(actions).replaceAll(UUID, '(id)');
}

function changed(then: readonly string[], now: readonly string[]): readonly string[] {
  return [
    ...then.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !then.includes(line)).map((line) => `+ ${line}`),
  ];
}
