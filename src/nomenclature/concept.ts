/** One code with its system, as records give it: any part may be missing. */
export interface Coded {
  readonly system: string | null;
  readonly code: string | null;
  readonly display: string | null;
}

/** Something said in codes, in words, or in both. */
export interface Concept {
  readonly codings: readonly Coded[];
  readonly text: string | null;
}

export const NO_CONCEPT: Concept = { codings: [], text: null };

/** Everything a concept says in words, the text first. */
export function wordingsOf(concept: Concept): readonly string[] {
  const displays = concept.codings.map(({ display }) => display);
  return [concept.text, ...displays].filter((text) => text !== null);
}

/** Words and codes: some senders put the datum in `code`, some in `display`, some in `text`. */
export function expressionsOf(concept: Concept): readonly string[] {
  const codes = concept.codings.map(({ code }) => code).filter((code) => code !== null);
  return [...new Set([...codes, ...wordingsOf(concept)])];
}

/** The first wording, for messages and names. */
export function nameOf(concept: Concept): string | null {
  return wordingsOf(concept)[0] ?? concept.codings[0]?.code ?? null;
}
