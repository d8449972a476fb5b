import type { Phase } from '../domain/reading.ts';

/**
 * How two changes lie to each other, as a text says: `T790M and C797S in trans`. A text that names
 * both, denies one or leaves it open states nothing.
 */
export function phaseInWords(text: string): Phase | null {
  if (!mentionsPhase(text) || OPEN.test(text)) return null;
  const isCis = CIS.test(text);
  return isCis === TRANS.test(text) ? null : isCis ? 'cis' : 'trans';
}

/** Cheap to ask first. Cis-platinum and all-trans retinoic acid mention it too, and say nothing. */
export function mentionsPhase(text: string): boolean {
  return /\b(?:cis|trans|alleles?)\b/i.test(text);
}

const OPEN =
  /\b(?:not|no|unknown|undetermined|indeterminate|unclear|whether|cannot|possibl[ey]|probabl[ey]|likely|or|nicht|unklar)\b|\?/i;
const CIS =
  /\bin[ -]cis\b|\bcis[ -](?:configuration|orientation|position|phase)\b|\(cis\)|\b(?:on|auf) (?:the |a |one |dem )?(?:same|single|selben|gleichen) allele?\b|^\s*cis\s*$/i;
const TRANS =
  /\bin[ -]trans\b|\btrans[ -](?:configuration|orientation|position|phase)\b|\(trans\)|\b(?:on|auf) (?:the )?(?:different|separate|opposite|verschiedenen) allel(?:es?|en)\b|^\s*trans\s*$/i;
