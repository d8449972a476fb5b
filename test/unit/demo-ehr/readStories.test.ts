import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readStories, storiesFolder } from '../../../services/demo-ehr/readStories.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../services/demo-ehr/stories.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  strictTypes: false,
}).compile(schema);

const stories = readStories();

test('the demonstration tells every story it promises, the most telling first', () => {
  expect(stories.map(({ id }) => id)).toEqual([
    'lung-t790m',
    'colorectal-convergence',
    'melanoma-five-lesions',
    'colorectal-mek-kras',
    'gastric-met-one-lesion',
    'breast-alpelisib-pten',
    'alk-resensitised',
    'lung-t790-wild-type',
    'lung-met-erbb2',
    'lung-small-cell',
    'cholangio-fgfr2',
    'melanoma-b2m-jak',
    'cholangio-infigratinib',
    'colorectal-ectodomain',
    'colorectal-braf-alone',
    'melanoma-braf-wild-type',
    'pancreas-kras-shp2',
    'thyroid-mtor',
    'lung-egfr-mek-escape',
    'rechallenge-eligible',
    'rechallenge-not-yet',
    'rechallenge-uninformative',
    'rechallenge-not-advised',
    'lung-low-shedding',
    'naive-concordant',
    'diabetes-no-cancer',
    'gist-kit-polyclonal',
    'cml-t315i',
    'cml-compound',
    'cll-btk-plcg2',
    'trk-solvent-front',
    'thyroid-ret-g810',
  ]);
});

test('a file is named after the story in it', () => {
  expect(readdirSync(storiesFolder()).sort()).toEqual(
    stories.map(({ id }) => `${id}.story.json`).sort(),
  );
});

describe.each(stories.map((story) => [story.id, story] as const))('%s', (_id, story) => {
  test('keeps to the schema', () => {
    validate(story);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('gives the HGNC id of every gene it names', () => {
    const named = story.samples.flatMap((sample) => [
      ...(sample.genesCovered ?? []),
      ...sample.variants.flatMap((variant) =>
        variant.kind === 'fusion' ? [variant.gene, variant.partner] : [variant.gene],
      ),
      ...sample.notDetected.map(({ gene }) => gene),
    ]);
    expect(Object.keys(story.genes).sort()).toEqual([...new Set(named)].sort());
  });

  test('reports only findings in genes that the assay covers', () => {
    for (const sample of story.samples) {
      for (const { gene } of [...sample.variants, ...sample.notDetected]) {
        expect(sample.genesCovered).toContain(gene);
      }
    }
  });

  test('names coding and protein change of one codon', () => {
    for (const { coding, protein } of story.samples.flatMap(({ variants, notDetected }) => [
      ...variants.flatMap((variant) => (variant.kind === 'small' ? [variant] : [])),
      ...notDetected,
    ])) {
      const base = /c\.(\d+)/.exec(coding ?? '')?.[1];
      const residue = /p\.\([A-Z][a-z]{2}(\d+)/.exec(protein ?? '')?.[1];
      const codon = base === undefined ? undefined : Math.ceil(Number(base) / 3);
      // An in-frame deletion may begin in the codon before the first residue that changes.
      const shift = (coding ?? '').includes('_') ? 1 : 0;
      if (codon !== undefined) expect(Number(residue) - codon).toBeGreaterThanOrEqual(0);
      if (codon !== undefined) expect(Number(residue) - codon).toBeLessThanOrEqual(shift);
    }
  });

  test('tells therapies in order, each ending after it began', () => {
    const starts = story.therapies.map(({ from }) => from);
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
    for (const { from, to } of story.therapies) expect(to ?? 0).toBeGreaterThan(from);
  });

  test('judges earlier days in order, each before today', () => {
    const days = (story.timePoints ?? []).map(({ day }) => day);
    expect(days).toEqual([...days].sort((one, other) => one - other));
    for (const day of days) expect(day).toBeLessThan(0);
  });

  test('has unique sample ids', () => {
    const ids = story.samples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
