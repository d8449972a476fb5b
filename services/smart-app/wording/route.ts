/** The views of the app, in the order of the navigation. */
export const VIEWS = [
  'course',
  'converges',
  'options',
  'rechallenge',
  'why',
  'record',
  'summary',
] as const;

export type View = (typeof VIEWS)[number];

/** A place in the app: a view, and what in it is looked at. */
export interface Route {
  readonly view: View;
  readonly at: string | null;
}

/** From the fragment of the address, so that Back works and a place can be named. */
export function routeOf(fragment: string, otherwise: View): Route {
  const [name = '', at] = fragment.replace(/^#/, '').split('/', 2);
  const view = VIEWS.find((known) => known === name);
  return view === undefined
    ? { view: otherwise, at: null }
    : { view, at: at === undefined ? null : decoded(at) };
}

export function fragmentOf(view: View, at: string | null = null): string {
  return at === null ? `#${view}` : `#${view}/${encodeURIComponent(at)}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Where a conclusion, by its key, is told best. */
export function viewOf(conclusionKey: string): View {
  const [kind] = conclusionKey.split(':');
  switch (kind) {
    case 'order-review':
    case 'strategy':
    case 'combination-or-sequence':
      return 'options';
    case 'convergence':
      return 'converges';
    case 'rechallenge':
      return 'rechallenge';
    case 'data-gap':
      return 'record';
    default:
      return 'course';
  }
}
