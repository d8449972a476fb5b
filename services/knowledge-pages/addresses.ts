import { KNOWLEDGE_PATH, ruleName } from '../../src/cards/knowledgeLink.ts';

/** The kinds of entries that all packs share, as their pages are called. */
export const SHELVES = ['drugs', 'genes', 'diseases', 'sources'] as const;
export type Shelf = (typeof SHELVES)[number];

/** Addresses of the pages. Without a version they lead to what is in force. */
export interface Addresses {
  readonly home: string;
  readonly search: string;
  readonly style: string;
  readonly pack: (id: string, version?: string) => string;
  readonly rule: (id: string, version?: string) => string;
  readonly shelf: (shelf: Shelf) => string;
  readonly entry: (shelf: Shelf, id: string) => string;
  /** The same entry in one version of what all packs share. */
  readonly entryIn: (pack: string, version: string, shelf: Shelf, id: string) => string;
  readonly drugClass: (id: string) => string;
}

/** Addresses below the path under which the service is reached, such as `''` or `/convergent`. */
export function addresses(basePath: string, styleHash: string): Addresses {
  const home = `${basePath}${KNOWLEDGE_PATH}`;
  const pack = (id: string, version?: string): string =>
    `${home}/${encodeURIComponent(id)}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`;
  const shelf = (name: Shelf): string => `${home}/${name}`;
  return {
    home,
    search: `${home}/search`,
    style: `${home}/style/${styleHash}.css`,
    pack,
    rule: (id, version) =>
      `${pack(id.slice(0, id.indexOf('/')), version)}/rules/${encodeURIComponent(ruleName(id))}`,
    shelf,
    entry: (name, id) => `${shelf(name)}/${encodeURIComponent(id)}`,
    entryIn: (id, version, name, entry) =>
      `${pack(id, version)}/${name}/${encodeURIComponent(entry)}`,
    drugClass: (id) => `${shelf('drugs')}#class-${id}`,
  };
}
