import { h, type ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { rulePagePath } from '../../../src/cards/knowledgeLink.ts';
import type {
  FeedbackReport,
  ReasonCount,
  RuleFeedback,
} from '../../decision-log/feedbackReport.ts';

/** The times an administrator can choose, in days; `null` is all that is kept. */
export const PERIODS = [7, 30, 90, 365, null] as const;
export type PeriodDays = (typeof PERIODS)[number];

export interface FeedbackPageContent {
  readonly report: FeedbackReport;
  readonly days: PeriodDays;
  /** What the codes of our own reasons stand for. */
  readonly reasonWords: ReadonlyMap<string, string>;
}

/** How cards were received, as a page that needs no script. */
export function feedbackPage(content: FeedbackPageContent): string {
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, 'Feedback on cards · Convergent'),
      h('style', { dangerouslySetInnerHTML: { __html: feedbackStyle } }),
    ),
    h('body', null, body(content)),
  );
  return `<!doctype html>${renderToString(page)}`;
}

function body({ report, days, reasonWords }: FeedbackPageContent): ComponentChild {
  const { rules, onUnknownCards } = report;
  return h(
    'main',
    null,
    h('h1', null, 'Feedback on cards'),
    h(
      'p',
      null,
      'How clinicians received the cards of each rule, by the version of its pack. A card that several rules made counts for each; of several feedbacks on a card the last counts.',
    ),
    periods(days),
    rules.length === 0
      ? h('p', null, 'No cards were given in this time.')
      : h(
          'div',
          { class: 'scroll', tabIndex: 0, role: 'region', 'aria-labelledby': 'by-rule' },
          table(rules, reasonWords),
        ),
    onUnknownCards === 0
      ? null
      : h(
          'p',
          null,
          `Feedback on cards that are not in this log (past their retention, of another client or another service): ${String(onUnknownCards)}`,
        ),
  );
}

function periods(chosen: PeriodDays): ComponentChild {
  return h(
    'nav',
    { 'aria-label': 'Time' },
    h(
      'ul',
      null,
      PERIODS.map((days) =>
        h(
          'li',
          null,
          h(
            'a',
            {
              href: `?days=${days === null ? 'all' : String(days)}`,
              ...(days === chosen && { 'aria-current': 'page' as const }),
            },
            days === null ? 'all' : `${String(days)} days`,
          ),
        ),
      ),
    ),
  );
}

function table(
  rules: readonly RuleFeedback[],
  reasonWords: FeedbackPageContent['reasonWords'],
): ComponentChild {
  return h(
    'table',
    null,
    h('caption', { id: 'by-rule' }, 'Cards and feedback by rule'),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        [
          'Rule',
          'Version',
          'Cards',
          'Accepted',
          'Overridden',
          'Not answered',
          'Why overridden',
        ].map((heading) => h('th', { scope: 'col' }, heading)),
      ),
    ),
    h(
      'tbody',
      null,
      rules.map((rule) => row(rule, reasonWords)),
    ),
  );
}

function row(
  { rule, version, cards, accepted, overridden, reasons }: RuleFeedback,
  reasonWords: FeedbackPageContent['reasonWords'],
): ComponentChild {
  return h(
    'tr',
    null,
    h('th', { scope: 'row' }, ruleCell(rule, version)),
    h('td', null, version ?? '–'),
    h('td', { class: 'number' }, String(cards)),
    ...[accepted, overridden, cards - accepted - overridden].map((count) =>
      h(
        'td',
        { class: 'number' },
        `${String(count)} (${String(Math.round((100 * count) / cards))} %)`,
      ),
    ),
    h(
      'td',
      null,
      reasons.length === 0
        ? '–'
        : h(
            'ul',
            null,
            reasons.map((reason) => h('li', null, inWords(reason, reasonWords))),
          ),
    ),
  );
}

/** The rule's page as it was when the cards were given. */
function ruleCell(rule: RuleFeedback['rule'], version: RuleFeedback['version']): ComponentChild {
  if (rule === null) return 'none: the patient’s own course';
  const [pack = ''] = rule.split('/');
  return version === null
    ? rule
    : h('a', { href: `..${rulePagePath({ pack, version, rule })}` }, rule);
}

function inWords(
  { code, count }: ReasonCount,
  reasonWords: FeedbackPageContent['reasonWords'],
): string {
  return `${String(count)} × ${code === null ? 'no reason given' : (reasonWords.get(code) ?? code)}`;
}

export const feedbackStyle = `
:root { color-scheme: light dark; --line: light-dark(#767676, #8a8a8a); --link: light-dark(#0b57a4, #8ec5ff); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 75rem; margin: 0 auto; padding: 1.5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; list-style: none; padding: 0; white-space: nowrap; }
a { color: var(--link); }
a[aria-current] { color: inherit; font-weight: bold; text-decoration: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1.25rem 0.4rem 0; border-bottom: 1px solid var(--line); }
tbody th { font-weight: normal; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td ul { list-style: none; margin: 0; padding: 0; }
`;
