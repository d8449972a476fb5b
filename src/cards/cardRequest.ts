import type { ClinicalDate } from '../domain/date.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Hook } from './cdsHooks.ts';

/** What the cards are made for. */
export interface CardRequest {
  readonly hook: Hook;
  /** The patient's id, for the orders a card proposes. */
  readonly patient: string;
  readonly knowledge: KnowledgeBase;
  /** A fresh UUID per call. */
  readonly newId: () => string;
  /** Absolute base URL of this service. */
  readonly serviceUrl: string;
  /** The day the caller asks about, where that is not the day of asking. */
  readonly askedDay?: ClinicalDate | null;
}
