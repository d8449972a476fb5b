import type { RuleFile } from '../../src/rulebase/ruleFiles.ts';
import type { Edition, ShelvedRule } from './edition.ts';
import { mentionsOf, type Mentions } from './mentions.ts';
import { citedBy } from './names.ts';

/** Which rules name a thing, and as what. */
export interface Register {
  /** Rules that speak about a drug, by its name or its class. */
  readonly aboutDrug: ReadonlyMap<string, readonly ShelvedRule[]>;
  /** Rules for which a drug only says in whom they speak. */
  readonly besideDrug: ReadonlyMap<string, readonly ShelvedRule[]>;
  readonly ofGene: ReadonlyMap<string, readonly ShelvedRule[]>;
  /** Rules made for a disease itself. */
  readonly ofDisease: ReadonlyMap<string, readonly ShelvedRule[]>;
  readonly ofSource: ReadonlyMap<string, readonly ShelvedRule[]>;
  readonly mentions: ReadonlyMap<RuleFile, Mentions>;
}

/** Goes through all rules once. */
export function registerOf(edition: Edition): Register {
  const { rules, drugsOfClass, shared } = edition;
  const isDrug = (id: string): boolean => Object.hasOwn(shared.shared.terminology.drugs, id);
  const drugs = (ids: readonly string[]): ReadonlySet<string> =>
    new Set(ids.flatMap((id) => (isDrug(id) ? [id] : (drugsOfClass.get(id) ?? []))));
  const mentions = new Map([...rules.values()].map(({ rule }) => [rule, mentionsOf(rule)]));
  const of = (rule: RuleFile): Mentions => mentions.get(rule) ?? mentionsOf(rule);
  const by = (keys: (rule: RuleFile) => Iterable<string>): Map<string, ShelvedRule[]> => {
    const index = new Map<string, ShelvedRule[]>();
    for (const shelved of rules.values()) {
      for (const key of new Set(keys(shelved.rule))) {
        const known = index.get(key);
        if (known === undefined) index.set(key, [shelved]);
        else known.push(shelved);
      }
    }
    return index;
  };
  return {
    mentions,
    aboutDrug: by((rule) => drugs(of(rule).about)),
    besideDrug: by((rule) => {
      const about = drugs(of(rule).about);
      return [...drugs(of(rule).beside)].filter((id) => !about.has(id));
    }),
    ofGene: by((rule) => of(rule).genes),
    ofDisease: by((rule) => rule.diseases),
    ofSource: by((rule) => citedBy(rule).map(({ source }) => source)),
  };
}
