import type { ComponentChildren, JSX } from 'preact';
import { uncapitalised } from '../../../src/domain/sentence.ts';
import { alterationPattern, geneOfPattern } from '../../../src/rulebase/alterationPattern.ts';
import {
  classOf,
  diseaseName,
  diseaseOf,
  drugName,
  drugOf,
  geneOf,
  patternWords,
} from '../names.ts';
import type { PageContext } from '../pageContext.ts';

/** Things in a row: `a`, `a or b`, `a, b or c`. */
export function inRow(
  items: readonly ComponentChildren[],
  last: 'and' | 'or' | 'with',
): readonly ComponentChildren[] {
  return items.flatMap((item, i) =>
    i === 0 ? [item] : [i === items.length - 1 ? ` ${last} ` : ', ', item],
  );
}

/** A drug, or a class, which leads to its place in the list of drugs. */
export function DrugLink({
  id,
  context: { shared, at },
}: {
  readonly id: string;
  readonly context: PageContext;
}): JSX.Element {
  const name = drugName(shared, id);
  if (drugOf(shared, id) !== undefined) return <a href={at.entry('drugs', id)}>{name}</a>;
  if (classOf(shared, id) !== undefined) return <a href={at.drugClass(id)}>{name}</a>;
  return <>{name}</>;
}

/** Drugs and classes in a row. */
export function DrugLinks({
  ids,
  last = 'and',
  context,
}: {
  readonly ids: readonly string[];
  readonly last?: 'and' | 'or' | 'with';
  readonly context: PageContext;
}): JSX.Element {
  return (
    <>
      {inRow(
        ids.map((id) => <DrugLink key={id} id={id} context={context} />),
        last,
      )}
    </>
  );
}

/** Drugs and classes, each class with its drugs. */
export function DrugsWithMembers({
  ids,
  context,
}: {
  readonly ids: readonly string[];
  readonly context: PageContext;
}): JSX.Element {
  const parts = ids.map((id) => {
    const members = context.edition.drugsOfClass.get(id) ?? [];
    const named = drugOf(context.shared, id) === undefined && members.length > 0;
    return (
      <span key={id}>
        <DrugLink id={id} context={context} />
        {named ? (
          <>
            {' ('}
            <DrugLinks ids={members} context={context} />)
          </>
        ) : null}
      </span>
    );
  });
  return <>{inRow(parts, 'and')}</>;
}

export function GeneLink({
  symbol,
  context: { shared, at },
}: {
  readonly symbol: string;
  readonly context: PageContext;
}): JSX.Element {
  return geneOf(shared, symbol) === undefined ? (
    <>{symbol}</>
  ) : (
    <a href={at.entry('genes', symbol)}>{symbol}</a>
  );
}

export function DiseaseLink({
  id,
  context: { shared, at },
  inSentence = false,
}: {
  readonly id: string;
  readonly context: PageContext;
  readonly inSentence?: boolean;
}): JSX.Element {
  const name = diseaseName(shared, id);
  const shown = inSentence ? uncapitalised(name) : name;
  return diseaseOf(shared, id) === undefined ? (
    <>{shown}</>
  ) : (
    <a href={at.entry('diseases', id)}>{shown}</a>
  );
}

export function DiseaseLinks({
  ids,
  context,
  inSentence = false,
}: {
  readonly ids: readonly string[];
  readonly context: PageContext;
  readonly inSentence?: boolean;
}): JSX.Element {
  return (
    <>
      {inRow(
        ids.map((id) => <DiseaseLink key={id} id={id} context={context} inSentence={inSentence} />),
        'or',
      )}
    </>
  );
}

/** A pattern in words, its gene or disease a link: `KRAS codon 61 mutation`. */
export function AlterationWords({
  text,
  context,
}: {
  readonly text: string;
  readonly context: PageContext;
}): JSX.Element {
  const pattern = alterationPattern(text);
  if (pattern?.kind === 'histology') {
    return (
      <>
        change to <DiseaseLink id={pattern.disease} context={context} inSentence />
      </>
    );
  }
  const words = patternWords(context.shared, text);
  const gene = pattern === null ? null : geneOfPattern(pattern);
  const at = gene === null ? -1 : words.indexOf(gene);
  if (gene === null || at < 0) return <>{words}</>;
  return (
    <>
      {words.slice(0, at)}
      <GeneLink symbol={gene} context={context} />
      {words.slice(at + gene.length)}
    </>
  );
}

/** Patterns in a row. */
export function Alterations({
  texts,
  last = 'or',
  context,
}: {
  readonly texts: readonly string[];
  readonly last?: 'and' | 'or';
  readonly context: PageContext;
}): JSX.Element {
  return (
    <>
      {inRow(
        texts.map((text) => <AlterationWords key={text} text={text} context={context} />),
        last,
      )}
    </>
  );
}
