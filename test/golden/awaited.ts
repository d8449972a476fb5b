/**
 * Demo patients whose whole answer is not golden yet, with what an expert would miss in it. Nothing
 * wrong becomes golden: a story leaves this list when its answer has been read and found right.
 */
export const AWAITED: Readonly<Record<string, string>> = {
  'colorectal-ectodomain':
    'at progression the antibody has failed; a date to re-test it years ahead is no answer',
  'colorectal-mek-kras': 'an alteration that falls is called emerging beside one that rises',
  'lung-met-erbb2': 'an option of ALK-positive cancer is offered without an ALK fusion',
};
