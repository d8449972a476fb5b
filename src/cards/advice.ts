import type { Conclusion } from '../domain/conclusion.ts';
import type { Card } from './cdsHooks.ts';

/** A card, and what it was made to say. */
export interface Advice {
  readonly card: Card;
  /** Why there is a card at all. Options, tests and gaps told beside are not among them. */
  readonly conclusions: readonly Conclusion[];
}
