import { describe, expect, test } from '@jest/globals';
import { summaryOfLists } from '../../../src/cards/summary.ts';

describe('a summary of several lists', () => {
  test('names all where there is room', () => {
    expect(
      summaryOfLists((phrase) => `${phrase(['KRAS G12D'])} falls, ${phrase(['NRAS Q61K'])} rises`),
    ).toBe('KRAS G12D falls, NRAS Q61K rises');
  });

  test('else a few of each, and how many more; it is never cut off within a name', () => {
    const drugs = ['Datopotamab deruxtecan', 'everolimus', 'exemestane', 'vemurafenib'];
    const falling = ['ABL1 A337T', 'ABL1 F317V', 'ABL1 F359C', 'ABL1 V468F', 'ABL1 V299L'];
    const rising = ['MTOR F2108L', 'MTOR A2034V'];
    expect(
      summaryOfLists(
        (phrase) =>
          `${phrase(drugs)}: mixed response; ${phrase(falling)} fall, ${phrase(rising)} rise in other lesions`,
      ),
    ).toBe(
      'Datopotamab deruxtecan and 3 more: mixed response; ABL1 A337T and 4 more fall, MTOR F2108L and 1 more rise in other lesions',
    );
  });
});
