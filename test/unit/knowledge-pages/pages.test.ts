import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KnowledgePages } from '../../../services/knowledge-pages/knowledgePages.ts';
import { nextVersion } from '../../../src/rulebase/packVersion.ts';
import { TODAY } from '../../builders/aCase.ts';
import { versionOf } from '../../builders/aRuleBase.ts';
import { pagesOf } from '../../builders/knowledgePages.ts';
import { rulesFolder, type RulesFolder } from '../../builders/rulesFolder.ts';

/** What a reader sees: text without tags, entities as the signs they stand for. */
function textOf(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/li|\/dt|\/dd|\/h\d|\/th|\/td|\/div)[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[ \t]+/g, ' ');
}

const pages = pagesOf();
/** The version of the lung pack that curators work on, and one above it. */
const NOW = versionOf('lung');
const NEXT = nextVersion(NOW, 'major');

function shown(path: string, of: KnowledgePages = pages): string {
  const { status, html } = of.at(path.split('/').slice(1));
  expect(status).toBe(200);
  return textOf(html);
}

describe('a rule', () => {
  test('says in a sentence for each pattern when it speaks', () => {
    const text = shown('/colorectal/rules/kras-mutation');
    expect(text).toContain('KRAS codon 61 mutation, in colorectal cancer');
    expect(text).toMatch(/Expected to fail\s+antibody against EGFR \(cetuximab/);
    expect(shown('/lung/rules/pik3ca')).toContain(
      'PIK3CA E545K, after treatment with EGFR tyrosine kinase inhibitor, in non-small cell lung cancer',
    );
    expect(shown('/lung/rules/small-cell-transformation')).toContain(
      'change to small cell lung cancer',
    );
  });

  test('shows status, confidence and evidence with tier, level, record and who compared it', () => {
    const text = shown('/lung/rules/osimertinib-t790m');
    expect(text).toMatch(/Status\s+approved\s+US label/);
    expect(text).toMatch(/Confidence\s+Level A, tier I/);
    const { html } = pages.at(['lung', 'rules', 'osimertinib-t790m']);
    expect(html).toContain('href="https://pubmed.ncbi.nlm.nih.gov/27959700/"');
    expect(text).toMatch(/Verified on 23 November 2026 against: /);
  });

  test('tells patients for whom it speaks and is silent, with the reason', () => {
    const text = shown('/colorectal/rules/kras-mutation');
    expect(text).toMatch(
      /It speaks for\s+KRAS Q61H at progression under cetuximab\.\s+Colorectal cancer; in the tumour: KRAS Q61H\. Before: fluorouracil with irinotecan with cetuximab\./,
    );
    expect(text).toMatch(/It is silent for\s+RAS wild type\./);
  });

  test('names what may stand in the place of an example, with what they share said once', () => {
    expect(shown('/colorectal/rules/braf-combination-map2k1')).toContain(
      'The same with BRAF V600E and: MAP2K1 K57T; MAP2K1 K57E; ',
    );
  });

  test('shows six examples of a table and folds the others', () => {
    const { html } = pages.at(['lung', 'rules', 'egfr']);
    expect(html).toMatch(/<summary>\d+ more examples<\/summary>/);
  });

  test('a drug page tells what is asked before it from what counts only where the record has it', () => {
    const text = shown('/drugs/crizotinib');
    expect(text).toContain('Where the record has it: Corrected QT interval, at most 500 ms');
    expect(shown('/drugs/ribociclib')).toContain('Before: Corrected QT interval, at most 450 ms');
  });

  test('about an order says what is ordered and what is missing', () => {
    const text = shown('/colorectal/rules/braf-inhibitor-without-anti-egfr');
    expect(text).toContain('falls short alone in colorectal cancer when all of this holds');
    expect(text).toMatch(/Neither ordered nor given with it\s+antibody against EGFR/);
  });

  test('of re-challenge lists what must hold', () => {
    const text = shown('/colorectal/rules/anti-egfr');
    expect(text).toMatch(/Time without it\s+at least 4 months/);
    expect(text).toMatch(/Plasma\s+informative, at most 28 days old, covering KRAS, NRAS, BRAF/);
  });
});

describe('a sensitivity table', () => {
  test('has a cell for each drug, with the background that decides', () => {
    const { html } = pages.at(['lung', 'rules', 'egfr']);
    const [table = ''] = /<table[\s\S]*<\/table>/.exec(html) ?? [];
    expect(table).toContain('<th scope="col" class="drug"><a href="/knowledge/drugs/osimertinib">');
    expect(textOf(table)).toMatch(/EGFR T790M\s*without EGFR C797S/);
    expect(textOf(table)).toContain('does not work, level');
    expect(textOf(table)).toContain('not known');
  });

  test('marks what no card says', () => {
    expect(shown('/lung/rules/egfr')).toContain('no card says it');
  });
});

test('a drug: names, class, targets, codes, standing by region, label, toxicities, rules', () => {
  const text = shown('/drugs/osimertinib');
  expect(text).toMatch(/Also called\s+Tagrisso, AZD9291/);
  expect(text).toMatch(/Class\s+Third-generation EGFR tyrosine kinase inhibitor, of EGFR/);
  expect(text).toMatch(/United States\s+approved, 2015 \(first approval\)/);
  expect(text).toMatch(/with EGFR T790M; metastatic, after an EGFR inhibitor/);
  expect(text).toContain('Interstitial lung disease');
  expect(text).toContain('Before: Corrected QT interval, at most 500 ms');
  expect(text).toContain('Osimertinib for EGFR T790M');
  expect(text).toMatch(/RxNorm\s+1721560/);
});

test('a drug lists what its labels allow, a disease outside the tree in words, or says why it lists none', () => {
  expect(shown('/drugs/zenocutuzumab')).toMatch(
    /United States: Non-small cell lung cancer with NRG1 fusion; advanced or metastatic, after systemic therapy.*Label 2024/,
  );
  expect(shown('/drugs/mirdametinib')).toMatch(
    /United States: plexiform neurofibroma of neurofibromatosis type 1; symptomatic/,
  );
  expect(shown('/drugs/oxaliplatin')).toMatch(/Label indications\s+Chemotherapy licensed for/);
});

test('a gene, a disease and a source lead to the rules that name them', () => {
  expect(shown('/genes/KRAS')).toContain('KRAS mutation against anti-EGFR antibodies');
  expect(shown('/diseases/rectal-cancer')).toMatch(
    /Rules for colorectal cancer, which hold for it too[\s\S]*KRAS mutation against/,
  );
  expect(shown('/sources/mok-2017-aura3')).toMatch(/What rests on it[\s\S]*Osimertinib for EGFR/);
});

test('a source that nobody compared with a record is shown as such', () => {
  expect(shown('/sources/arena-2015')).toContain('Not verified: nobody has compared it');
});

test('the working copy is called a draft, also at an address with its version', () => {
  for (const path of [
    '/lung/rules/egfr',
    `/lung@${NOW}/rules/egfr`,
    '/lung',
    '/drugs/osimertinib',
  ]) {
    expect(shown(path)).toContain('Draft.');
    expect(pages.at(path.split('/').slice(1)).staysAsItIs).toBe(false);
  }
});

describe('at a wrong address', () => {
  test.each([
    ['/lung/rules/egrf', '/knowledge/lung/rules/egfr'],
    ['/drugs/tagriso', '/knowledge/drugs/osimertinib'],
    ['/drugs/Tagrisso', '/knowledge/drugs/osimertinib'],
    ['/colorectal/rules/egfr', '/knowledge/lung/rules/egfr'],
  ])('%s: what was meant is offered', (path, meant) => {
    const { status, html } = pages.at(path.split('/').slice(1));
    expect(status).toBe(404);
    expect(html).toContain(`href="${meant}"`);
  });

  test('a version that is not there: those that are', () => {
    const { status, html } = pages.at(['lung@9.9.9', 'rules', 'egfr']);
    expect(status).toBe(404);
    expect(html).toContain(`href="/knowledge/lung@${NOW}"`);
  });

  test.each([
    ['drugs', '__proto__'],
    ['genes', 'constructor'],
    ['lung', 'rules', 'toString'],
    ['lung@0.1.0@1', 'rules', 'egfr'],
    ['nowhere'],
    ['lung', 'rules'],
    ['drugs', 'osimertinib', 'x'],
    ['lung', 'drugs', 'osimertinib'],
    ['', ''],
    ['<script>alert(1)</script>'],
    ['a'.repeat(5000)],
  ])('%s %s %s: 404', (...parts) => {
    const { status, html } = pages.at(parts);
    expect(status).toBe(404);
    expect(html).not.toContain('<script');
  });
});

test('from the first page every page is reached, and no link is dead', () => {
  const queue = ['/knowledge'];
  const seen = new Set(queue);
  const dead: string[] = [];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const [, , ...parts] = path.split('/').map(decodeURIComponent);
    const { status, html } = pages.at(parts);
    if (status !== 200) dead.push(path);
    expect(html).not.toMatch(/<script|\sstyle=|\son[a-z]+=|undefined|\[object/);
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    for (const [, href = ''] of html.matchAll(/<a[^>]* href="([^"]+)"/g)) {
      if (href.startsWith('#') && !ids.has(href.slice(1))) dead.push(`${path}${href}`);
      const [page = ''] = href.split(/[#?]/);
      if (!page.startsWith('/knowledge') || page === '/knowledge/search' || seen.has(page))
        continue;
      seen.add(page);
      queue.push(page);
    }
  }
  expect(dead).toEqual([]);
  // Rules, drugs, genes, diseases, sources and packs.
  expect(seen.size).toBeGreaterThan(1000);
}, 60_000);

describe('versions', () => {
  let rules: RulesFolder;
  let released: KnowledgePages;
  beforeAll(() => {
    rules = rulesFolder();
    expect(rules.run('release').code).toBe(0);
    rules.raise('lung', NEXT);
    rules.edit('packs/lung/pack.json', (manifest: object) => ({
      ...manifest,
      effectiveFrom: TODAY,
    }));
    rules.edit('packs/lung/options/osimertinib-t790m.rule.json', (rule: object) => ({
      ...rule,
      statement: 'A test <b>says</b> this "now" & no more.',
    }));
    rules.edit('packs/lung/options/gefitinib-c797s.rule.json', (rule: object) => ({
      ...rule,
      retired: {
        on: TODAY,
        reason: 'A test says that nobody gives it.',
        replacedBy: 'lung/osimertinib-gefitinib-trans',
      },
    }));
    const { code, err } = rules.run('release');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    released = pagesOf(rules.path, 'released');
  });
  afterAll(() => {
    rules.remove();
  });

  const at = (path: string, of = released) => of.at(path.split('/').slice(1));

  test('without a version: the one in force, named, with its permanent address', () => {
    const { html, staysAsItIs } = at('/lung/rules/osimertinib-t790m');
    expect(textOf(html)).toContain(
      `Lung cancer ${NEXT}, the version in force, since 23 November 2026.`,
    );
    expect(html).toContain(`href="/knowledge/lung@${NEXT}/rules/osimertinib-t790m"`);
    expect(html).not.toContain('Draft');
    expect(staysAsItIs).toBe(false);
  });

  test('an old version stays readable at its address, and leads to what is in force', () => {
    const { html, status, staysAsItIs } = at(`/lung@${NOW}/rules/osimertinib-t790m`);
    expect(status).toBe(200);
    expect(staysAsItIs).toBe(true);
    expect(textOf(html)).toContain(`Lung cancer ${NOW}, made to be in force from `);
    expect(html).toContain(
      '<a href="/knowledge/lung/rules/osimertinib-t790m">What is in force now',
    );
    expect(html).not.toContain('no more.');
    expect(shown('/lung', released)).toMatch(
      new RegExp(`Other versions\\s+${NOW}, from \\d+ November 2026`),
    );
  });

  test('history names the versions that changed the rule, and an old page none that came later', () => {
    expect(shown('/lung/rules/osimertinib-t790m', released)).toMatch(
      new RegExp(`History\\s+${NEXT}: .*statement[^\\n]*\\n\\s*${NOW}: first version`),
    );
    expect(shown(`/lung@${NOW}/rules/osimertinib-t790m`, released)).toMatch(
      new RegExp(`History\\s+${NOW}: first version`),
    );
    expect(shown('/lung/rules/alectinib', released)).toMatch(
      new RegExp(`History\\s+${NOW}: first version`),
    );
  });

  test('a retired rule says since when, why, and what says it now', () => {
    const { html } = at('/lung/rules/gefitinib-c797s');
    expect(textOf(html)).toContain(
      'Retired on 23 November 2026: it speaks no more. A test says that nobody gives it.',
    );
    expect(html).toContain('href="/knowledge/lung/rules/osimertinib-gefitinib-trans"');
    expect(shown('/lung', released)).toMatch(/Retired: they speak no more[\s\S]*nobody gives it/);
  });

  test('what a curator writes is text, never markup', () => {
    const { html } = at('/lung/rules/osimertinib-t790m');
    expect(html).toContain('A test &lt;b>says&lt;/b> this &quot;now&quot; &amp; no more.');
  });

  test('a pinned version is the one in force for this service', () => {
    const pinned = pagesOf(rules.path, 'released', { lung: NOW });
    expect(textOf(at('/lung/rules/egfr', pinned).html)).toContain(
      `Lung cancer ${NOW}, the version in force`,
    );
  });

  test('names have addresses with a version too, which promise no list of rules', () => {
    const { html, staysAsItIs } = at(`/terminology@${versionOf('terminology')}/drugs/osimertinib`);
    expect(staysAsItIs).toBe(true);
    expect(html).toContain('Which rules name it changes with their packs');
    expect(html).not.toContain('Rules about it');
  });
});
