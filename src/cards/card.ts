import type { Because } from '../domain/conclusion.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card, Link, Suggestion } from './cdsHooks.ts';

export interface CardContent {
  readonly summary: string;
  readonly indicator: Card['indicator'];
  readonly blocks: readonly (readonly string[])[];
  readonly suggestions: readonly Suggestion[];
  readonly overrideReasons: boolean;
  readonly because: readonly Because[];
}

/** At most this many sources are linked from the card itself; the detail names all. */
const LINKS = 3;

export function card(content: CardContent, { newId, serviceUrl, knowledge }: CardRequest): Card {
  const links = evidenceLinks(content.because);
  return {
    uuid: newId(),
    summary: content.summary,
    detail: content.blocks.flat().join('\n\n'),
    indicator: content.indicator,
    source: {
      label: 'Convergent',
      url: `${serviceUrl}/service-info`,
      topic: {
        system: `${serviceUrl}/code-systems/topic`,
        code: 'resistance',
        display: 'Resistance to targeted therapy',
      },
    },
    ...(content.suggestions.length === 0
      ? {}
      : { suggestions: content.suggestions, selectionBehavior: 'at-most-one' as const }),
    ...(content.overrideReasons
      ? {
          overrideReasons: knowledge.overrideReasons.map(({ code, display }) => ({
            code,
            display,
            system: `${serviceUrl}/code-systems/override-reason`,
          })),
        }
      : {}),
    ...(links.length === 0 ? {} : { links }),
  };
}

function evidenceLinks(becauses: readonly Because[]): readonly Link[] {
  const links = new Map<string, Link>();
  for (const { citation, url } of becauses.flatMap((b) => b.evidence)) {
    if (url !== null && links.size < LINKS) {
      links.set(url, { label: citation, url, type: 'absolute' });
    }
  }
  return [...links.values()];
}
