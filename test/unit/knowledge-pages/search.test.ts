import { describe, expect, test } from '@jest/globals';
import { pagesOf } from '../../builders/knowledgePages.ts';

const pages = pagesOf();

interface Found {
  readonly kind: string;
  readonly title: string;
  readonly href: string;
}

/** The results as a reader sees them, in their order. */
function found(query: string): readonly Found[] {
  const { html } = pages.search(query);
  return [
    ...html.matchAll(/<li><span class="kind">([^<]*)<\/span><a href="([^"]*)">([^<]*)<\/a>/g),
  ].map(([, kind = '', href = '', title = '']) => ({ kind, title, href }));
}

const titles = (query: string): readonly string[] => found(query).map(({ title }) => title);

describe('the search finds', () => {
  test.each([
    ['EGFR', 'EGFR'],
    ['her2', 'ERBB2'],
    ['osimertinib', 'osimertinib'],
    ['Tagrisso', 'osimertinib'],
    ['AZD9291', 'osimertinib'],
    ['T-DXd', 'trastuzumab deruxtecan'],
    ['NSCLC', 'Non-small cell lung cancer'],
    ['bile duct cancer', 'Cholangiocarcinoma'],
    ['lung/osimertinib-t790m', 'Osimertinib for EGFR T790M'],
  ])('%s: %s comes first', (query, first) => {
    expect(titles(query)[0]).toBe(first);
  });

  test.each(['EGFR T790M', 'p.Thr790Met', 'T790M', 't790m', 'EGFR p.(Thr790Met)'])(
    'an alteration however it is written: %s',
    (query) => {
      const hits = found(query);
      const first = hits.slice(0, 4).map(({ href }) => href);
      expect(first).toContain('/knowledge/lung/rules/osimertinib-t790m');
      expect(hits.map(({ href }) => href)).toContain('/knowledge/lung/rules/egfr');
      expect(pages.search(query).html).toContain('Read as EGFR T790M');
    },
  );

  test('what matches an alteration, not only what names it so', () => {
    const hits = titles('KRAS Q61H');
    expect(hits).toContain('KRAS mutation against anti-EGFR antibodies');
    expect(titles('KRAS codon 61')).toContain('KRAS mutation against anti-EGFR antibodies');
    expect(titles('EGFR E746_A750del')).toContain(
      'EGFR mutations and EGFR inhibitors in non-small-cell lung cancer',
    );
  });

  test('rules about a drug and an alteration before rules about one of them', () => {
    expect(titles('osimertinib MET amplification').slice(0, 4)).toContain(
      'Osimertinib with savolitinib for MET amplification',
    );
  });

  test('a change that several genes have, in each of them', () => {
    const { html } = pages.search('V600E');
    expect(html).toContain('Read as BRAF V600E.');
    expect(pages.search('G12D').html).toMatch(/Read as HRAS G12D, KRAS G12D or NRAS G12D\./);
  });
});

test('a slip of the pen is met with what was meant', () => {
  expect(pages.search('osimetrinib').html).toMatch(
    /Did you mean.*<a href="\/knowledge\/drugs\/osimertinib">/,
  );
});

test('what no rule names is said to be so', () => {
  const { html } = pages.search('zzzz');
  expect(html).toContain('Nothing found.');
  expect(html).toContain('What is not here, no rule names');
});

test('a query is text wherever it is shown', () => {
  const { html } = pages.search('"><script>alert(1)</script>');
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script');
});

test.each(['', '   ', '?', 'a'.repeat(100_000), '__proto__', 'constructor', 'p.', 'EGFR '])(
  'any query has an answer: %.20s',
  (query) => {
    expect(pages.search(query).status).toBe(200);
  },
);
