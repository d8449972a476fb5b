import type { FeedbackReport, RuleFeedback } from '../decision-log/feedbackReport.ts';
import { alignedTable } from './alignedTable.ts';
import { askedPeriod } from './askedPeriod.ts';
import { parsedArgs } from './parsedArgs.ts';
import { withDecisionStore } from './withDecisionStore.ts';

/** `convergent feedback`: how the cards of each rule were received. */
export async function feedbackCommand(args: readonly string[]): Promise<number> {
  const { values } = parsedArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const period = askedPeriod(values);
  const report = await withDecisionStore((store) => store.feedbackReport(period));
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
  return 0;
}

const COLUMNS = [
  { heading: 'rule', widest: 48 },
  { heading: 'version', widest: 10 },
  { heading: 'cards', widest: 8 },
  { heading: 'accepted', widest: 12 },
  { heading: 'overridden', widest: 12 },
  { heading: 'why overridden', widest: 48 },
];

function asText({ rules, onUnknownCards }: FeedbackReport): string {
  if (rules.length === 0) return 'No cards were given in this time.\n';
  const unknown =
    onUnknownCards === 0
      ? []
      : ['', `Feedback on cards that are not in this log: ${String(onUnknownCards)}`];
  return [...alignedTable(COLUMNS, [{ title: null, rows: rules.map(row) }]), ...unknown, ''].join(
    '\n',
  );
}

function row({ rule, version, cards, accepted, overridden, reasons }: RuleFeedback): string[][] {
  return [
    [rule ?? "(the patient's own course)"],
    [version ?? ''],
    [String(cards)],
    [share(accepted, cards)],
    [share(overridden, cards)],
    reasons.map(({ code, count }) => `${String(count)} ${code ?? 'no reason given'}`),
  ];
}

function share(count: number, of: number): string {
  return `${String(count)} (${String(Math.round((100 * count) / of))} %)`;
}
