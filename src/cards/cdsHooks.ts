/**
 * CDS Hooks 2.0.1 messages. The npm package `cds-hooks` is a demonstration application without
 * types, so the types are ours; each names the section of https://cds-hooks.hl7.org/2.0/ it models.
 * Members are absent when there is nothing to say, never `null` or empty.
 */
import type { FhirResource } from 'fhir/r4.js';

/** "CDS Service Response". */
export interface CdsResponse {
  readonly cards: readonly Card[];
}

/** "Card Attributes". */
export interface Card {
  readonly uuid: string;
  /** At most 139 characters: the Inferno kit fails exactly 140. */
  readonly summary: string;
  /** GitHub-flavoured Markdown without raw HTML. */
  readonly detail: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: Source;
  readonly suggestions?: readonly Suggestion[];
  /** Required with suggestions. */
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
}

/** "Source". */
export interface Source {
  readonly label: string;
  readonly url?: string;
  readonly topic?: Coding;
}

/** "Coding". */
export interface Coding {
  readonly code: string;
  readonly system: string;
  readonly display: string;
}

/** "Suggestion": its actions belong together. */
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: boolean;
  readonly actions: readonly Action[];
}

/** "Action". */
export type Action =
  | {
      readonly type: 'create' | 'update';
      readonly description: string;
      readonly resource: FhirResource;
    }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };

/** "Link". */
export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  /** Only with `smart`. */
  readonly appContext?: string;
}

/** "Discovery": the hooks this service answers. */
export type Hook = 'patient-view' | 'order-select' | 'order-sign';
