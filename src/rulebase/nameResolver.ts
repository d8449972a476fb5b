import type { GeneSymbol } from '../domain/alteration.ts';
import type { PathwayEntry } from '../domain/conclusion.ts';
import type { Evidence } from '../domain/evidence.ts';
import { slipsBetween } from '../domain/slipsBetween.ts';
import type { DrugId } from '../domain/therapy.ts';
import { alterationPattern, geneOfPattern, type AlterationPattern } from './alterationPattern.ts';
import type { EvidenceItem, RuleBaseFiles, SourceEntry } from './ruleFiles.ts';

/** Resolves the names in one rule; what does not resolve is noted as a fault of that rule. */
export interface NamesAt {
  readonly fault: (what: string) => void;
  readonly genes: (symbols: readonly GeneSymbol[]) => readonly GeneSymbol[];
  /** Drug ids as they are, class ids as all drugs of the class and below it. */
  readonly drugs: (drugsOrClasses: readonly string[]) => ReadonlySet<DrugId>;
  /** Disease ids with all that lie below them. */
  readonly diseases: (ids: readonly string[]) => ReadonlySet<string>;
  readonly patterns: (texts: readonly string[]) => readonly AlterationPattern[];
  readonly pathwayEntries: (entries: readonly PathwayEntry[]) => readonly PathwayEntry[];
  /** Evidence whose source was verified against a real record; the rest may not be shown. */
  readonly evidence: (items: readonly EvidenceItem[]) => readonly Evidence[];
}

export interface NameResolver {
  /** Grows while rules are resolved. Each names the rule and what is wrong with it. */
  readonly faults: string[];
  readonly at: (place: string) => NamesAt;
  /** A disease and all below it. */
  readonly belowDisease: (id: string) => ReadonlySet<string>;
}

/** Prepares resolution of the names that rules use for genes, drugs, diseases, pathways and sources. */
export function nameResolver(files: RuleBaseFiles): NameResolver {
  const { genes, drugs, drugClasses, diseases } = files.terminology;
  const diseaseMembers = membersBelow(diseases);
  const classMembers = membersBelow(drugClasses);
  const drugsOfClass = new Map<string, DrugId[]>();
  for (const [id, drug] of Object.entries(drugs)) {
    const group = drugsOfClass.get(drug.class);
    if (group === undefined) drugsOfClass.set(drug.class, [id]);
    else group.push(id);
  }
  const nodes = new Map(files.pathways.map(({ id, nodes: list }) => [id, list.map((n) => n.id)]));
  const faults: string[] = [];
  const none: ReadonlySet<string> = new Set();

  for (const [id, drug] of Object.entries(drugs)) {
    if (drugClasses[drug.class] === undefined) {
      faults.push(`Drug ${id} has the unknown class "${drug.class}".`);
    }
  }

  const at = (place: string): NamesAt => {
    const fault = (what: string): void => void faults.push(`${place} ${what}.`);
    return {
      fault,
      genes: (symbols) => {
        for (const symbol of symbols) {
          if (!Object.hasOwn(genes, symbol)) fault(unknown('gene', symbol, [genes]));
        }
        return symbols;
      },
      drugs: (names) => {
        const found = new Set<DrugId>();
        for (const name of names) {
          if (Object.hasOwn(drugs, name)) found.add(name);
          else if (Object.hasOwn(drugClasses, name)) {
            for (const member of classMembers.get(name) ?? none) {
              for (const drug of drugsOfClass.get(member) ?? []) found.add(drug);
            }
          } else fault(unknown('drug or class', name, [drugs, drugClasses]));
        }
        return found;
      },
      diseases: (ids) => {
        const found = new Set<string>();
        for (const id of ids) {
          const members = diseaseMembers.get(id);
          if (members === undefined) fault(unknown('disease', id, [diseases]));
          else for (const member of members) found.add(member);
        }
        return found;
      },
      patterns: (texts) =>
        texts.flatMap((text) => {
          const pattern = alterationPattern(text);
          if (pattern === null) {
            fault(`has the alteration "${text}", which is not in a known form`);
            return [];
          }
          const gene = geneOfPattern(pattern);
          if (gene !== null && !Object.hasOwn(genes, gene)) fault(unknown('gene', gene, [genes]));
          return [pattern];
        }),
      pathwayEntries: (entries) => {
        for (const { pathway, node } of entries) {
          const list = nodes.get(pathway);
          if (list === undefined) {
            fault(
              `enters the unknown pathway "${pathway}"; there are ${[...nodes.keys()].join(', ')}`,
            );
          } else if (!list.includes(node)) {
            fault(
              `enters the unknown node "${node}" of pathway "${pathway}"; its nodes are ${list.join(', ')}`,
            );
          }
        }
        return entries;
      },
      evidence: (items) =>
        items.flatMap((item) => {
          const source = files.sources[item.source];
          if (source === undefined) {
            fault(unknown('source', item.source, [files.sources]));
            return [];
          }
          return source.verified === undefined ? [] : [shownEvidence(item, source)];
        }),
    };
  };
  return { faults, at, belowDisease: (id) => diseaseMembers.get(id) ?? none };
}

/** A slip of the pen is answered by the names near it; else the file is named in which the entry is missing. */
function unknown(what: keyof typeof FILES, name: string, known: readonly object[]): string {
  const near = known
    .flatMap((entries) => Object.keys(entries))
    .filter((id) => slipsBetween(id.toLowerCase(), name.toLowerCase(), SLIPS) <= SLIPS);
  const hint =
    near.length === 0
      ? `it is not in ${FILES[what]}`
      : `near it: ${near.slice(0, MOST_NEAR).join(', ')}`;
  return `names the unknown ${what} "${name}"; ${hint}`;
}

const FILES = {
  gene: 'terminology/genes.json',
  'drug or class': 'terminology/drugs.json or drug-classes.json',
  disease: 'terminology/diseases.json',
  source: 'evidence/sources.json',
} as const;
const SLIPS = 2;
const MOST_NEAR = 4;

function shownEvidence(item: EvidenceItem, source: SourceEntry): Evidence {
  // A label's author and publisher are one office; naming it twice tells nothing.
  const url = urlOf(source);
  // Without a link the agency and the year alone would not say which label it is.
  const named = source.kind === 'label' && url === null ? [source.title] : [];
  const where = [
    ...new Set([...named, source.authors ?? source.title, source.journal ?? source.title]),
  ];
  return {
    source: item.source,
    citation: `${where.join(', ')} ${String(source.year)}`,
    url,
    kind: source.kind,
    level: item.level,
    shows: item.shows ?? null,
  };
}

function urlOf({ pmid, doi, url }: SourceEntry): string | null {
  if (pmid !== undefined) return `https://pubmed.ncbi.nlm.nih.gov/${pmid}/`;
  if (doi !== undefined) return `https://doi.org/${doi}`;
  return url ?? null;
}

/** Each id of a tree with itself and all ids below it. */
function membersBelow(
  tree: Readonly<Record<string, { readonly parent?: string }>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>();
  for (const id of Object.keys(tree)) members.set(id, new Set());
  for (const id of Object.keys(tree)) {
    const seen = new Set<string>();
    for (
      let at: string | undefined = id;
      at !== undefined && !seen.has(at);
      at = tree[at]?.parent
    ) {
      seen.add(at);
      members.get(at)?.add(id);
    }
  }
  return members;
}
