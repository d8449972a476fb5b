import { readFileSync } from 'node:fs';
import { diseasesOfConcept } from '../../src/nomenclature/diseaseLookup.ts';
import { drugsInText } from '../../src/nomenclature/drugLookup.ts';
import { fusionsOf } from '../../src/nomenclature/fusion.ts';
import { geneByName } from '../../src/nomenclature/geneLookup.ts';
import { proteinChangeOf } from '../../src/nomenclature/proteinChange.ts';
import type { Terminology } from '../../src/nomenclature/terminology.ts';
import { alterationPattern, geneOfPattern } from '../../src/rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { RuleBaseFiles, RuleFile } from '../../src/rulebase/ruleFiles.ts';
import type { Assertion, StatedAlteration } from './assertion.ts';

/**
 * Words of the public bases that our terminology rightly lacks: names of classes, groups of diseases,
 * and which changes stand for "any mutation" of an oncogene.
 */
interface ForeignWords {
  /** Name of a class of drugs, to ids of our classes. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
  /** Names of drugs that our terminology spells otherwise. */
  readonly drugs: Readonly<Record<string, string>>;
  /** Name of a disease, to ids of our diseases. */
  readonly diseases: Readonly<Record<string, readonly string[]>>;
  /** Names that mean every tumour. */
  readonly anyDisease: readonly string[];
  /** Gene, or gene and exon, to changes that stand for any of its activating mutations. */
  readonly mutations: Readonly<Record<string, readonly string[]>>;
}

const WORDS = JSON.parse(
  readFileSync(new URL('foreignWords.json', import.meta.url), 'utf8'),
) as ForeignWords;

/** An assertion in our terms. Alternatives stand for what the base leaves open. */
export interface Mapped {
  /** How a reader names it; also tells equal assertions of one base. */
  readonly label: { readonly alteration: string; readonly drug: string; readonly disease: string };
  /** Each a set of alterations, as rule patterns, that are present together. */
  readonly alterations: readonly (readonly string[])[];
  /** Each a set of drugs that are given together. */
  readonly drugs: readonly (readonly string[])[];
  readonly diseases: readonly string[];
}

export type Mapping = { readonly mapped: Mapped } | { readonly unmapped: string };

/** Translates assertions by the nomenclature with which the reader understands records. */
export function mapper(files: RuleBaseFiles, knowledge: KnowledgeBase): (a: Assertion) => Mapping {
  const { terminology } = knowledge;
  const named = alterationsNamedIn(files);
  return ({ alterations, drugs, disease }) => {
    const parts = alterations.map((stated) => alterationTerms(stated, named, knowledge));
    const medication = drugs.map((name) => drugTerms(name, terminology));
    const found = diseaseTerms(disease, terminology);
    const why = [...parts, ...medication, found].find((term) => 'unmapped' in term);
    if (why !== undefined && 'unmapped' in why) return why;
    const [a, d, t] = [parts.flatMap(termOf), medication.flatMap(termOf), termOf(found)];
    return {
      mapped: {
        label: {
          alteration: a.map(({ label }) => label).join(' with '),
          drug: d.map(({ label }) => label).join(' + '),
          disease: t.map(({ label }) => label).join(', '),
        },
        alterations: combinations(a.map(({ alternatives }) => alternatives)),
        drugs: combinations(d.map(({ alternatives }) => alternatives)),
        diseases: t.flatMap(({ alternatives }) => alternatives),
      },
    };
  };
}

interface Term {
  readonly label: string;
  readonly alternatives: readonly string[];
}

type TermMapping = Term | { readonly unmapped: string };

function termOf(term: TermMapping): readonly Term[] {
  return 'unmapped' in term ? [] : [term];
}

/** One of each list, in every way. */
function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (sets, list) => sets.flatMap((set) => list.map((one) => [...set, one])),
    [[]],
  );
}

function diseaseTerms(
  { name, oncotree }: Assertion['disease'],
  terminology: Terminology,
): TermMapping {
  const below = (ids: readonly string[]): readonly string[] =>
    [...terminology.diseases.keys()].filter((id) =>
      ids.some((top) => terminology.diseaseAncestors.get(id)?.has(top) === true),
    );
  if (WORDS.anyDisease.includes(name))
    return { label: 'any cancer', alternatives: below(['cancer', 'solid-tumour']) };
  const stated =
    WORDS.diseases[name] ??
    diseasesOfConcept(terminology, {
      codings:
        oncotree === null
          ? []
          : [{ system: 'http://oncotree.mskcc.org', code: oncotree, display: null }],
      text: name,
    });
  // A group such as leukaemia, found in a longer name, is not that disease.
  const isGroup = (id: string): boolean =>
    terminology.diseases.get(id)?.oncotree === undefined && below([id]).length > 1;
  if (stated.length === 0 || stated.some(isGroup))
    return { unmapped: 'disease is not in our tree' };
  const names = stated.map((id) => terminology.diseases.get(id)?.name ?? id);
  // What is said of a disease is said of its kinds: our options are often for one of them.
  return { label: names.join(' or '), alternatives: below(stated) };
}

function drugTerms(name: string, terminology: Terminology): TermMapping {
  const known = drugsInText(terminology, WORDS.drugs[name] ?? name);
  const [drug] = known;
  if (drug !== undefined && known.length === 1) {
    return { label: terminology.drugs.get(drug)?.name ?? drug, alternatives: [drug] };
  }
  const classes = WORDS.classes[name.replace(/s$/, '')];
  if (classes === undefined) return { unmapped: 'drug is not ours' };
  const members = [...terminology.drugs].filter(([, { class: of }]) =>
    classes.some((top) => terminology.classAncestors.get(of)?.has(top) === true),
  );
  const names = classes.map((id) => terminology.drugClasses.get(id)?.name ?? id);
  return { label: `any ${names.join(' or ')}`, alternatives: members.map(([id]) => id) };
}

function alterationTerms(
  stated: StatedAlteration,
  named: ReadonlyMap<string, readonly string[]>,
  knowledge: KnowledgeBase,
): TermMapping {
  const { terminology, patternContext } = knowledge;
  if (stated.kind === 'other') return { unmapped: `not an alteration of a gene: ${stated.what}` };
  if (stated.kind === 'fusion') {
    const known = stated.genes.filter(
      (name) => name !== null && geneByName(terminology, name) !== null,
    );
    const [fusion] = known.length === 0 ? [] : fusionsOf(terminology, stated.genes);
    if (fusion === undefined || geneByName(terminology, fusion.gene) === null) {
      return { unmapped: 'gene is not in our terminology' };
    }
    return only(`${fusion.gene} fusion`);
  }
  const gene = geneByName(terminology, stated.gene);
  if (gene === null) return { unmapped: 'gene is not in our terminology' };
  const ours = named.get(gene) ?? [];
  const standIns = (name: string): readonly string[] | undefined => WORDS.mutations[name];
  switch (stated.kind) {
    case 'change': {
      const read = proteinChangeOf(terminology, gene, stated.change, null);
      if (read === null || read === 'no-change') return { unmapped: 'change can not be read' };
      return only(`${gene} ${read.change}`);
    }
    case 'residue': {
      const label = `${gene} codon ${String(stated.residue)}`;
      const changes = ours.filter((text) => residuesOf(text)?.from === stated.residue);
      return { label, alternatives: changes.length > 0 ? changes : [label] };
    }
    case 'region': {
      const exon = exonAround(gene, stated.from, stated.to, knowledge);
      if (stated.event === 'mutation') {
        const label = `${gene} ${String(stated.from)}-${String(stated.to)} mutation`;
        const inside = ours.filter((text) => {
          const at = residuesOf(text) ?? exonResiduesOf(text, knowledge);
          return at !== null && at.from >= stated.from - 1 && at.to <= stated.to + 1;
        });
        return inside.length > 0
          ? { label, alternatives: inside }
          : { unmapped: 'part of a gene of which our rules name no change' };
      }
      return exon === null
        ? { unmapped: 'part of a gene that is no exon of ours' }
        : only(`${gene} exon ${String(exon)} ${stated.event}`);
    }
    case 'exon': {
      const label = `${gene} exon ${String(stated.exon)} ${stated.event}`;
      if (stated.event !== 'mutation') {
        const skipping = `${gene} exon ${String(stated.exon)} skipping`;
        return only(!ours.includes(label) && ours.includes(skipping) ? skipping : label);
      }
      const residues = patternContext.exonResidues(gene, stated.exon);
      const inside = ours.filter((text) => {
        const at = residuesOf(text) ?? exonResiduesOf(text, knowledge);
        return at !== null && residues !== null && at.from >= residues.from && at.to <= residues.to;
      });
      const changes = standIns(`${gene} exon ${String(stated.exon)}`) ?? inside;
      return changes.length > 0
        ? { label, alternatives: changes }
        : { unmapped: 'part of a gene of which our rules name no change' };
    }
    case 'any-mutation': {
      const changes = standIns(gene);
      if (changes !== undefined) return { label: `${gene} mutation`, alternatives: changes };
      return terminology.genes.get(gene)?.role === 'tumour-suppressor'
        ? only(`${gene} loss of function`)
        : { unmapped: 'any mutation of a gene of which our rules name no change' };
    }
    case 'loss-of-function':
      return terminology.genes.get(gene)?.role === 'oncogene'
        ? { unmapped: 'truncation of an oncogene' }
        : only(`${gene} loss of function`);
    case 'copy-number':
      return only(`${gene} ${stated.direction}`);
    default:
      return stated satisfies never;
  }
}

function only(text: string): Term {
  return { label: text, alternatives: [text] };
}

/** The residues that a pattern of one change or residue touches. */
function residuesOf(text: string): { readonly from: number; readonly to: number } | null {
  const pattern = alterationPattern(text);
  if (pattern?.kind === 'residue') return { from: pattern.residue, to: pattern.residue };
  if (pattern?.kind !== 'change') return null;
  const [from, to] = pattern.change.match(/(?<=[A-Z])\d+/g)?.map(Number) ?? [];
  return from === undefined ? null : { from, to: to ?? from };
}

function exonResiduesOf(
  text: string,
  { patternContext }: KnowledgeBase,
): { readonly from: number; readonly to: number } | null {
  const pattern = alterationPattern(text);
  return pattern?.kind === 'exon' && pattern.event !== 'skipping'
    ? patternContext.exonResidues(pattern.gene, pattern.exon)
    : null;
}

/** The exon in which a stretch of residues lies. */
function exonAround(
  gene: string,
  from: number,
  to: number,
  { terminology, patternContext }: KnowledgeBase,
): number | null {
  const middle = (from + to) / 2;
  for (const { exon } of terminology.genes.get(gene)?.exons ?? []) {
    const residues = patternContext.exonResidues(gene, exon);
    if (residues !== null && middle >= residues.from && middle <= residues.to) return exon;
  }
  return null;
}

/** Every pattern that a rule names, by gene. */
function alterationsNamedIn({ packs }: RuleBaseFiles): ReadonlyMap<string, readonly string[]> {
  const byGene = new Map<string, Set<string>>();
  for (const text of packs.flatMap(({ rules }) => rules.flatMap(alterationsOfRule))) {
    const pattern = alterationPattern(text);
    const gene = pattern === null ? null : geneOfPattern(pattern);
    if (gene !== null) byGene.set(gene, (byGene.get(gene) ?? new Set()).add(text));
  }
  return new Map([...byGene].map(([gene, texts]) => [gene, [...texts].sort()]));
}

function alterationsOfRule(rule: RuleFile): readonly string[] {
  switch (rule.kind) {
    case 'mechanism':
      return rule.alterations;
    case 'sensitivity':
      return rule.rows.map(({ alteration }) => alteration);
    case 'option':
      return [
        ...(rule.when.present ?? []),
        ...(rule.overcomes ?? []).flatMap((o) => o.alterations),
      ];
    case 'order':
      return rule.when.present ?? [];
    case 'rechallenge':
    case 'thresholds':
      return [];
    default:
      return rule satisfies never;
  }
}
