import type { JSX } from 'preact';
import type { RuleFile, SharedFiles } from '../../../src/rulebase/ruleFiles.ts';
import type { Edition, ShelvedRule } from '../edition.ts';
import { bestLevel, citedBy } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { KINDS_OF_SEVERAL, STATUSES } from '../wording/terms.ts';

/** Rules by kind, each a line; those that speak no more at the end. */
export function RulesByKind({
  rules,
  context,
  heading,
}: {
  readonly rules: readonly ShelvedRule[];
  readonly context: PageContext;
  readonly heading: 'h2' | 'h3';
}): JSX.Element {
  const Heading = heading;
  const speaking = rules.filter(({ rule }) => rule.retired === undefined);
  const retired = rules.filter(({ rule }) => rule.retired !== undefined);
  return (
    <>
      {KINDS_IN_ORDER.map((kind) => {
        const own = speaking.filter(({ rule }) => rule.kind === kind);
        return own.length === 0 ? null : (
          <section key={kind}>
            <Heading>{KINDS_OF_SEVERAL[kind]}</Heading>
            <RuleList rules={own} context={context} />
          </section>
        );
      })}
      {retired.length === 0 ? null : (
        <section>
          <Heading>Retired: they speak no more</Heading>
          <RuleList rules={retired} context={context} />
        </section>
      )}
    </>
  );
}

const KINDS_IN_ORDER = Object.keys(KINDS_OF_SEVERAL) as (keyof typeof KINDS_OF_SEVERAL)[];

export function RuleList({
  rules,
  context,
}: {
  readonly rules: readonly ShelvedRule[];
  readonly context: PageContext;
}): JSX.Element {
  const packs = new Set(rules.map(({ pack }) => pack.id));
  const sorted = [...rules].sort((a, b) => (a.rule.title < b.rule.title ? -1 : 1));
  return (
    <ul class="rules">
      {sorted.map((one) => (
        <RuleLine key={one.rule.id} shelved={one} context={context} withPack={packs.size > 1} />
      ))}
    </ul>
  );
}

function RuleLine({
  shelved: { rule, pack },
  context,
  withPack,
}: {
  readonly shelved: ShelvedRule;
  readonly context: PageContext;
  readonly withPack: boolean;
}): JSX.Element {
  return (
    <li>
      <a href={context.at.rule(rule.id, versionIn(context.edition, pack.version))}>{rule.title}</a>{' '}
      <span class="soft">
        {standing(rule, context.shared)}
        {withPack ? ` · ${pack.name}` : ''}
      </span>
    </li>
  );
}

/** A page of one version leads to pages of that version; others to what is in force. */
export function versionIn({ named }: Edition, version: string): string | undefined {
  return named === null ? undefined : version;
}

/** Status and strength of a rule, in few words. */
export function standing(rule: RuleFile, shared: SharedFiles): string {
  if (rule.retired !== undefined) return `retired: ${rule.retired.reason}`;
  const level = bestLevel(shared, citedBy(rule));
  const strength =
    rule.kind === 'thresholds'
      ? 'numbers of the engine'
      : level === null
        ? 'no verified source: silent'
        : `level ${level}`;
  return rule.kind === 'option' ? `${STATUSES[rule.status]}, ${strength}` : strength;
}
