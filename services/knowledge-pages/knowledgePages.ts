import type { ClinicalDate } from '../../src/domain/date.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { PackPins } from '../../src/rulebase/packsInForce.ts';
import { compareVersions } from '../../src/rulebase/packVersion.ts';
import { ruleHistory, type RuleVersion } from '../../src/rulebase/ruleHistory.ts';
import { SHARED_PACK, type RulePackRelease } from '../rule-store/release.ts';
import type { RuleStore } from '../rule-store/ruleStore.ts';
import { addresses, SHELVES, type Addresses, type Shelf } from './addresses.ts';
import {
  editionInForce,
  editionOf,
  versionsOf,
  type Edition,
  type ShelvedRule,
} from './edition.ts';
import { diseaseOf, drugOf, geneOf, sourceOf } from './names.ts';
import type { PageContext } from './pageContext.ts';
import { diseasePage } from './pages/diseasePage.tsx';
import { drugPage } from './pages/drugPage.tsx';
import { genePage } from './pages/genePage.tsx';
import { homePage } from './pages/homePage.tsx';
import { notFoundPage } from './pages/notFoundPage.tsx';
import { packPage } from './pages/packPage.tsx';
import { rulePage } from './pages/rulePage.tsx';
import { searchPage } from './pages/searchPage.tsx';
import { shelfPage } from './pages/shelfPage.tsx';
import { sourcePage } from './pages/sourcePage.tsx';
import { registerOf, type Register } from './register.ts';
import { alikeNames, LONGEST_QUERY, search } from './search/search.ts';
import { searchIndex, type Findable, type SearchIndex } from './search/searchIndex.ts';

/** A page as it is sent. */
export interface KnowledgePage {
  readonly status: 200 | 404;
  readonly html: string;
  /** A released version's page stays as it is for good. */
  readonly staysAsItIs: boolean;
}

export interface KnowledgePagesOptions {
  /** What judges today, compiled, and where it is; others when rules were loaded anew. */
  readonly rules: () => { readonly ruleStore: RuleStore; readonly knowledge: KnowledgeBase };
  /** Packs held at a version by the configuration. */
  readonly pins: PackPins;
  readonly today: () => ClinicalDate;
  /** Absolute address of the service, without trailing slash. */
  readonly serviceUrl: string;
  readonly styleHash: string;
}

export interface KnowledgePages {
  /** The page at a path below `/knowledge`, such as `/lung@1.0.0/rules/egfr`, decoded part by part. */
  readonly at: (parts: readonly string[]) => KnowledgePage;
  readonly search: (query: string) => KnowledgePage;
}

/** What pages of the versions in force need, made when the first of them is asked for. */
interface InForce {
  readonly ruleStore: RuleStore;
  readonly knowledge: KnowledgeBase;
  readonly edition: Edition;
  readonly register: Register;
  readonly index: () => SearchIndex;
}

/** The knowledge as web pages. Nothing is prepared before somebody asks. */
export function knowledgePages(options: KnowledgePagesOptions): KnowledgePages {
  const { rules, serviceUrl } = options;
  const at = addresses(new URL(serviceUrl).pathname.replace(/\/$/, ''), options.styleHash);
  const { origin } = new URL(serviceUrl);
  const contextOf = (edition: Edition, path: string): PageContext => ({
    edition,
    shared: edition.shared.shared,
    at,
    address: `${origin}${path}`,
  });
  const inForce = inForceNow(options, at);

  const notFound = (parts: readonly string[]): KnowledgePage => {
    const { edition, index } = inForce();
    const asked = (parts.at(-1) ?? '').slice(0, LONGEST_QUERY);
    const [pack = ''] = (parts[0] ?? '').split('@');
    const html = notFoundPage({
      asked,
      near: nearTo(index(), asked, parts[1] === 'rules'),
      versions: versionsOf(rules().ruleStore, pack),
      context: contextOf(edition, at.home),
    });
    return { status: 404, html, staysAsItIs: false };
  };

  return {
    at: (parts) => {
      const place = placeOf(parts);
      if (place === null) return notFound(parts);
      const { ruleStore } = rules();
      const { edition, register } = place.version === null ? inForce() : named(ruleStore, place);
      if (edition === null || register === null) return notFound(parts);
      const html = pageAt(place, register, contextFor(place, edition), ruleStore);
      if (html === null) return notFound(parts);
      const staysAsItIs = place.version !== null && ruleStore.origin === 'released';
      return { status: 200, html, staysAsItIs };
    },
    search: (query) => {
      const { edition, index } = inForce();
      const asked = query.trim().slice(0, LONGEST_QUERY);
      const context = contextOf(edition, `${at.search}?q=${encodeURIComponent(asked)}`);
      const html = searchPage({ query: asked, found: search(index(), asked), context });
      return { status: 200, html, staysAsItIs: false };
    },
  };

  function contextFor(place: Place, edition: Edition): PageContext {
    return contextOf(edition, addressOf(place, at));
  }
}

function inForceNow({ rules, pins, today }: KnowledgePagesOptions, at: Addresses): () => InForce {
  let known: InForce | null = null;
  return () => {
    const { ruleStore, knowledge } = rules();
    if (known?.knowledge === knowledge && known.ruleStore === ruleStore) return known;
    const edition = editionInForce(ruleStore, today(), pins);
    const register = registerOf(edition);
    let index: SearchIndex | null = null;
    known = {
      ruleStore,
      knowledge,
      edition,
      register,
      index: () => (index ??= searchIndex(edition, register, knowledge, at)),
    };
    return known;
  };
}

function named(
  ruleStore: RuleStore,
  { pack, version }: Place,
): { readonly edition: Edition | null; readonly register: Register | null } {
  const edition = version === null ? null : editionOf(ruleStore, pack, version);
  return { edition, register: edition === null ? null : registerOf(edition) };
}

/** What an address leads to. */
interface Place {
  readonly pack: string;
  /** `null` for what is in force. */
  readonly version: string | null;
  readonly within:
    | { readonly is: 'home' }
    | { readonly is: 'pack' }
    | { readonly is: 'rule'; readonly name: string }
    | { readonly is: 'shelf'; readonly shelf: Shelf }
    | { readonly is: 'entry'; readonly shelf: Shelf; readonly id: string };
}

/**
 * `(none)`, `lung`, `lung@1.0.0`, `lung[@1.0.0]/rules/egfr`, `drugs`, `drugs/osimertinib`,
 * `terminology@1.0.0/drugs/osimertinib`.
 */
function placeOf(parts: readonly string[]): Place | null {
  const [first, second, third, ...more] = parts;
  if (more.length > 0) return null;
  if (first === undefined) return { pack: SHARED_PACK, version: null, within: { is: 'home' } };
  const shelf = shelfOf(first);
  if (shelf !== null) {
    if (third !== undefined) return null;
    const within =
      second === undefined
        ? ({ is: 'shelf', shelf } as const)
        : ({ is: 'entry', shelf, id: second } as const);
    return { pack: SHARED_PACK, version: null, within };
  }
  const [pack = '', version = null, ...rest] = first.split('@');
  if (rest.length > 0) return null;
  if (second === undefined) return { pack, version, within: { is: 'pack' } };
  if (third === undefined) return null;
  if (second === 'rules') return { pack, version, within: { is: 'rule', name: third } };
  const own = pack === SHARED_PACK ? shelfOf(second) : null;
  return own === null ? null : { pack, version, within: { is: 'entry', shelf: own, id: third } };
}

function shelfOf(name: string): Shelf | null {
  return SHELVES.find((shelf) => shelf === name) ?? null;
}

function addressOf({ pack, version, within }: Place, at: Addresses): string {
  switch (within.is) {
    case 'home':
      return at.home;
    case 'pack':
      return at.pack(pack, version ?? undefined);
    case 'rule':
      return at.rule(`${pack}/${within.name}`, version ?? undefined);
    case 'shelf':
      return at.shelf(within.shelf);
    case 'entry':
      return version === null
        ? at.entry(within.shelf, within.id)
        : at.entryIn(pack, version, within.shelf, within.id);
    default:
      return within satisfies never;
  }
}

/** The page, or `null` when nothing in this edition has that name. */
function pageAt(
  { pack, within }: Place,
  register: Register,
  context: PageContext,
  ruleStore: RuleStore,
): string | null {
  const { edition } = context;
  switch (within.is) {
    case 'home':
      return homePage(context);
    case 'pack': {
      const releases = [edition.shared, ...edition.packs];
      const found = releases.find(({ manifest }) => manifest.id === pack);
      if (found === undefined) return null;
      const { manifest, changelog } = found;
      const { hash } = ruleStore.release(manifest);
      const versions = versionsOf(ruleStore, pack);
      return packPage({ manifest, changelog, hash, versions, context });
    }
    case 'rule': {
      const shelved = edition.rules.get(`${pack}/${within.name}`);
      if (shelved === undefined) return null;
      return rulePage({ shelved, history: historyOf(shelved, ruleStore), context });
    }
    case 'shelf':
      return shelfPage({ shelf: within.shelf, register, context });
    case 'entry':
      return entryPageOf(within, register, context);
    default:
      return within satisfies never;
  }
}

function entryPageOf(
  { shelf, id }: { readonly shelf: Shelf; readonly id: string },
  register: Register,
  context: PageContext,
): string | null {
  const { shared } = context;
  switch (shelf) {
    case 'drugs': {
      const drug = drugOf(shared, id);
      return drug === undefined ? null : drugPage({ id, drug, register, context });
    }
    case 'genes': {
      const gene = geneOf(shared, id);
      return gene === undefined ? null : genePage({ symbol: id, gene, register, context });
    }
    case 'diseases': {
      const disease = diseaseOf(shared, id);
      return disease === undefined ? null : diseasePage({ id, disease, register, context });
    }
    case 'sources': {
      const source = sourceOf(shared, id);
      return source === undefined ? null : sourcePage({ id, source, register, context });
    }
    default:
      return shelf satisfies never;
  }
}

/** Up to the version that is shown: what came later must not change a page that stays as it is. */
function historyOf({ rule, pack }: ShelvedRule, ruleStore: RuleStore): readonly RuleVersion[] {
  const versions = versionsOf(ruleStore, pack.id)
    .filter(({ version }) => compareVersions(version, pack.version) <= 0)
    .map((version) => ({
      version: version.version,
      rules: (ruleStore.release(version).release as RulePackRelease).rules,
    }));
  return ruleHistory(rule.id, versions);
}

const MOST_NEAR = 6;

/** Entries that the name in a wrong address may have meant; rules first where a rule was asked for. */
function nearTo(index: SearchIndex, asked: string, isRule: boolean): readonly Findable[] {
  const words = asked.replaceAll(/[-_]/g, ' ');
  const { hits } = search(index, words);
  const found = [...new Set([...alikeNames(index, words), ...hits.map(({ of }) => of)])];
  return found
    .sort((a, b) => (a.isName === b.isName ? 0 : a.isName === isRule ? 1 : -1))
    .slice(0, MOST_NEAR);
}
