/** An entry of a discovery answer, as far as it can be used. */
export interface DiscoveredService {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
}

export const HOOKS = ['patient-view', 'order-select', 'order-sign'] as const;
export type Hook = (typeof HOOKS)[number];

/** The usable services of a discovery answer; whatever else is in it, conformance has told. */
export function servicesOf(body: unknown): readonly DiscoveredService[] {
  const services = (body as { services?: unknown } | null)?.services;
  if (!Array.isArray(services)) return [];
  return (services as Partial<DiscoveredService>[]).flatMap((entry) => {
    const { id, hook, title, description = '', prefetch = {} } = entry;
    if (typeof id !== 'string' || typeof hook !== 'string') return [];
    return [{ id, hook, title: title ?? id, description, prefetch }];
  });
}

/** What a card of any service may hold; whatever it really holds, conformance has told. */
export interface ShownCard {
  readonly uuid?: string;
  readonly summary?: string;
  readonly detail?: string;
  readonly indicator?: string;
  readonly source?: { readonly label?: string; readonly url?: string };
  readonly suggestions?: readonly ShownSuggestion[];
  readonly selectionBehavior?: string;
  readonly overrideReasons?: readonly {
    readonly code: string;
    readonly system?: string;
    readonly display?: string;
  }[];
  readonly links?: readonly ShownLink[];
}

export interface ShownSuggestion {
  readonly uuid?: string;
  readonly label?: string;
  readonly isRecommended?: boolean;
  readonly actions?: readonly {
    readonly type?: string;
    readonly description?: string;
    readonly resource?: unknown;
    readonly resourceId?: unknown;
  }[];
}

export interface ShownLink {
  readonly label?: string;
  readonly url?: string;
  readonly type?: string;
  readonly appContext?: string;
}

/** The cards of an answer, in the order in which an EHR shows them: the gravest first. */
export function cardsOf(body: unknown): readonly ShownCard[] {
  const cards = (body as { cards?: unknown } | null)?.cards;
  if (!Array.isArray(cards)) return [];
  const rank = ({ indicator }: ShownCard): number =>
    indicator === 'critical' ? 0 : indicator === 'warning' ? 1 : 2;
  // Sorting keeps the service's own order where the rank is the same.
  return [...(cards as ShownCard[])].sort((one, other) => rank(one) - rank(other));
}
