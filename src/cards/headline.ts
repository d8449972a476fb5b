import type {
  Conclusion,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import type { TherapyLine } from '../domain/therapy.ts';
import type { Card } from './cdsHooks.ts';
import type { OrderProblem } from './orderProblem.ts';

/** A card in one line: all that is told where the detail stands elsewhere, as in the app. */
export interface Headline {
  readonly summary: string;
  readonly indicator: Card['indicator'];
  /** Why there is a card at all. Options, tests and gaps told beside are not among them. */
  readonly conclusions: readonly Conclusion[];
  readonly topic: Topic;
}

/** What the card is about, from which its detail is written. */
export type Topic =
  | { readonly kind: 'order'; readonly problem: OrderProblem }
  | Resistance
  | { readonly kind: 'rechallenge'; readonly again: Rechallenge }
  | { readonly kind: 'course'; readonly options: readonly Strategy[] }
  | { readonly kind: 'gap' };

/** What stands against the latest line, the gravest first. */
export interface Resistance {
  readonly kind: 'resistance';
  readonly line: TherapyLine;
  readonly against: readonly ResistanceMechanism[];
}
