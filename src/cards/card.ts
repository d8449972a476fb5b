import type { CardRequest } from './cardRequest.ts';
import type { Card, Suggestion } from './cdsHooks.ts';
import type { Headline } from './headline.ts';
import { KNOWLEDGE_PATH } from './knowledgeLink.ts';

/** What a card tells below its headline. */
export interface CardContent {
  readonly blocks: readonly (readonly string[])[];
  readonly suggestions: readonly Suggestion[];
  readonly overrideReasons: boolean;
}

/** The card that tells a headline, with its detail. */
export function card(
  { summary, indicator }: Headline,
  content: CardContent,
  { newId, serviceUrl, knowledge }: CardRequest,
): Card {
  return {
    uuid: newId(),
    summary,
    detail: content.blocks.flat().join('\n\n'),
    indicator,
    source: {
      label: 'Convergent',
      url: `${serviceUrl}${KNOWLEDGE_PATH}`,
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
  };
}
