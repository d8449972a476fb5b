import type { Card } from '../../../src/cards/cdsHooks.ts';
import type { Caller } from './caller.ts';

/**
 * Cards with what only some clients understand. CDS Hooks 3.0 lets a suggestion say that its actions
 * belong together, which in 2.0 goes without saying; a client must be known to support it.
 */
export function spokenTo(caller: Caller | null, cards: readonly Card[]): readonly Card[] {
  if (caller?.capabilities.includes('actionSelectionBehavior') !== true) return cards;
  return cards.map((card) => ({
    ...card,
    ...(card.suggestions !== undefined && {
      suggestions: card.suggestions.map((suggestion) => ({
        ...suggestion,
        actionSelectionBehavior: 'all' as const,
      })),
    }),
  }));
}
