import { STRENGTHS, type Direction } from './assertion.ts';
import type { Agreement, Judged, Silence, Verdict } from './judge.ts';

/** Why we differ from a base, in our words, for the assertions that the patterns find. */
export interface Explanation {
  readonly about: 'disagreement' | 'part' | 'gap';
  readonly title: string;
  readonly why: string;
  /** Regular expressions on our names; one that is missing fits all. */
  readonly base?: string;
  readonly direction?: Direction;
  readonly alteration?: string;
  readonly drug?: string;
  readonly disease?: string;
}

/** Faults that make the account incomplete: what nobody explained, and explanations of nothing. */
export interface Report {
  readonly markdown: string;
  readonly faults: readonly string[];
}

/** The account of agreement as Markdown. */
export function report(
  agreements: readonly Agreement[],
  explanations: readonly Explanation[],
): Report {
  const all = agreements.flatMap(({ base, judged }) => judged.map((one) => ({ ...one, base })));
  const explained = SECTIONS.map(({ about, isIn }) =>
    explain(
      all.filter(isIn),
      explanations.filter((one) => one.about === about),
    ),
  );
  const sections = SECTIONS.map(({ heading, intro }, index) => [
    `### ${heading}`,
    intro,
    ...(explained[index]?.paragraphs ?? []),
  ]);
  return {
    markdown: [
      '### Rates',
      RATES_INTRO,
      table(
        ['base', 'says', 'evidence', 'asked', ...VERDICTS, 'answered', 'agreement'],
        rates(agreements),
      ),
      ...agreements.flatMap(independence),
      '### What could not be asked',
      ...agreements.flatMap(unasked),
      '### Why we are silent',
      table(
        ['reason', ...agreements.flatMap(({ base }) => [`${base}: R`, 'S'])],
        silences(agreements),
      ),
      ...sections.flat(),
    ].join('\n\n'),
    faults: explained.flatMap(({ faults }) => faults),
  };
}

const VERDICTS: readonly Verdict[] = [
  'agrees',
  'agrees in context',
  'in part',
  'disagrees',
  'silent',
];

const RATES_INTRO =
  'Answered: not silent, of all asked. Agreement: agrees or agrees in context, of those answered.';

const IMPORTANT: ReadonlySet<Silence> = new Set<Silence>([
  'source not verified',
  'low confidence',
  'said of another disease',
  'no rule about the drug in that disease',
  'not carried',
]);

const SECTIONS: readonly {
  readonly about: Explanation['about'];
  readonly heading: string;
  readonly intro: string;
  readonly isIn: (one: Judged) => boolean;
}[] = [
  {
    about: 'disagreement',
    heading: 'Disagreements',
    intro: 'Every pair of which we say the opposite, with the reason.',
    isIn: ({ verdict }) => verdict === 'disagrees',
  },
  {
    about: 'part',
    heading: 'Agreement in part',
    intro:
      'Pairs that we call intermediate, disputed, not enough alone or opposite under a condition.',
    isIn: ({ verdict }) => verdict === 'in part',
  },
  {
    about: 'gap',
    heading: 'Gaps that matter',
    intro:
      'Pairs on which we are silent although the base cites a label, a guideline or, for resistance, patients; drugs that are out of use or not targeted left out.',
    isIn: ({ verdict, silence, strength, direction }) =>
      verdict === 'silent' &&
      silence !== null &&
      IMPORTANT.has(silence) &&
      (strength === 'label or guideline' ||
        (strength === 'clinical' && direction === 'resistance')),
  },
];

function rates(agreements: readonly Agreement[]): readonly (readonly string[])[] {
  return agreements.flatMap(({ base, judged }) =>
    (['resistance', 'sensitivity'] as const).flatMap((direction) => {
      const stated = judged.filter((one) => one.direction === direction);
      return [
        ...STRENGTHS.map((strength) => ({
          name: strength,
          of: stated.filter((one) => one.strength === strength),
        })),
        { name: '**all**', of: stated },
      ]
        .filter(({ of }) => of.length > 0)
        .map(({ name, of }) => [base, direction, name, ...rate(of)]);
    }),
  );
}

function rate(judged: readonly Judged[]): readonly string[] {
  const counts = VERDICTS.map((verdict) => judged.filter((one) => one.verdict === verdict).length);
  const [agrees = 0, inContext = 0] = counts;
  const answered = judged.length - (counts.at(-1) ?? 0);
  return [
    String(judged.length),
    ...counts.map(String),
    percent(answered, judged.length),
    percent(agrees + inContext, answered),
  ];
}

function percent(part: number, of: number): string {
  return of === 0 ? '' : `${((100 * part) / of).toFixed(0)} %`;
}

function independence({ base, judged }: Agreement): readonly string[] {
  const agreeing = judged.filter(({ verdict }) => verdict.startsWith('agrees'));
  const leaning = agreeing.filter(({ leansOnBase }) => leansOnBase).length;
  return [
    `Of the ${String(agreeing.length)} agreements with the ${base}, ${String(leaning)} rest only on sources of ours that were themselves checked against a record of this base, and so are not independent.`,
  ];
}

function unasked({ base, stated, others, unmapped, judged }: Agreement): readonly string[] {
  const missing = [...unmapped.values()].reduce((sum, n) => sum + n, 0);
  return [
    `${base}: ${String(stated)} assertions of one alteration, drug and disease each, of which ${String(stated - missing)} could be asked (${String(judged.length)} distinct in our terms). Entries about other questions: ${listed(others)}. Not asked:`,
    table(
      ['because', 'assertions'],
      [...unmapped].sort((a, b) => b[1] - a[1]).map(([why, n]) => [why, String(n)]),
    ),
  ];
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, n]) => `${what.toLowerCase()} ${String(n)}`).join(', ');
}

function silences(agreements: readonly Agreement[]): readonly (readonly string[])[] {
  const reasons = agreements.flatMap(({ judged }) =>
    judged.flatMap(({ silence }) => silence ?? []),
  );
  return [...new Set(reasons)]
    .sort()
    .map((reason) => [
      reason,
      ...agreements.flatMap(({ judged }) =>
        (['resistance', 'sensitivity'] as const).map((direction) =>
          String(
            judged.filter((one) => one.silence === reason && one.direction === direction).length,
          ),
        ),
      ),
    ]);
}

/** Groups what is to be explained by the first explanation that fits it. */
function explain(
  judged: readonly (Judged & Pick<Agreement, 'base'>)[],
  explanations: readonly Explanation[],
): { readonly paragraphs: readonly string[]; readonly faults: readonly string[] } {
  const groups = new Map<Explanation, (Judged & Pick<Agreement, 'base'>)[]>(
    explanations.map((one) => [one, []]),
  );
  const open: string[] = [];
  for (const one of judged) {
    const fitting = explanations.find((explanation) => fits(explanation, one));
    if (fitting === undefined) open.push(`Not explained: ${one.base}, ${named(one)}`);
    else groups.get(fitting)?.push(one);
  }
  const idle = [...groups].filter(([, found]) => found.length === 0);
  return {
    paragraphs: [...groups]
      .filter(([, found]) => found.length > 0)
      .map(([{ title, why }, found]) =>
        [`**${title}** (${String(found.length)}). ${why}`, '', ...lines(found)].join('\n'),
      ),
    faults: [...open, ...idle.map(([{ title }]) => `Explains nothing: ${title}`)],
  };
}

function fits(
  explanation: Explanation,
  { base, direction, label }: Judged & { base: string },
): boolean {
  const is = (pattern: string | undefined, text: string): boolean =>
    pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
  return (
    is(explanation.base, base) &&
    is(explanation.direction, direction) &&
    is(explanation.alteration, label.alteration) &&
    is(explanation.drug, label.drug) &&
    is(explanation.disease, label.disease)
  );
}

function named({ direction, strength, label }: Judged): string {
  return `${label.drug}, ${label.disease}: ${label.alteration} (${direction}, ${strength})`;
}

/** One line for each drug, disease, direction and strength of a base, with all its alterations. */
function lines(found: readonly (Judged & Pick<Agreement, 'base'>)[]): readonly string[] {
  const byDrug = new Map<string, string[]>();
  for (const { base, direction, strength, label } of found) {
    const initials = base.replace(/[^A-Z]/g, '');
    const key = `${initials}, ${strength}, ${direction}: ${label.drug}, ${label.disease}`;
    byDrug.set(key, [...(byDrug.get(key) ?? []), label.alteration]);
  }
  return [...byDrug].map(([key, alterations]) => `- ${key}: ${shortened(alterations)}`);
}

/** `ABL1 E255K, E255V`: the gene once. */
function shortened(alterations: readonly string[]): string {
  let last = '';
  return alterations
    .map((text) => {
      const gene = text.split(' ')[0] ?? '';
      const short = gene === last ? text.slice(gene.length + 1) : text;
      last = gene;
      return short;
    })
    .join(', ');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
