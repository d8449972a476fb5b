/**
 * Demo patients whose whole answer is not golden yet, with what an expert would miss in it. Nothing
 * wrong becomes golden: a story leaves this list when its answer has been read and found right.
 */
export const AWAITED: Readonly<Record<string, string>> = {
  'alk-resensitised': 'crizotinib, which L1198F makes work again, is not among the options',
  'colorectal-ectodomain':
    'at progression the antibody has failed; a date to re-test it years ahead is no answer',
  'colorectal-mek-kras':
    'a combination ordered again after progression under it is not silence; what falls is not emerging',
  'lung-met-erbb2': 'an option of ALK-positive cancer is offered without an ALK fusion',
  'lung-t790-wild-type':
    'osimertinib again after progression under it, without a known mechanism, is not silence',
};
