/**
 * How other languages write an international nonproprietary name (INN): Latin `osimertinibum`,
 * Portuguese `osimertinibe` and `everolimo`, French `cisplatine`, Spanish and Italian `cisplatino`,
 * `doxorubicina`, German `Abirateron`. Accents fall away wherever names are compared.
 */
export function innForms(inn: string): readonly string[] {
  const stem = inn.replace(/(?:e|us|um)$/, '');
  if (!/^[a-z]+$/.test(inn) || stem.length < SHORTEST_STEM) return [];
  return ENDINGS.map((ending) => `${stem}${ending}`).filter((form) => form !== inn);
}

/** Shorter stems with an ending may be words. */
const SHORTEST_STEM = 6;
const ENDINGS = ['', 'e', 'o', 'a', 'um', 'us', 'usum'] as const;
