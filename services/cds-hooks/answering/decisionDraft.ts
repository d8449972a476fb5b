import { canonicalJson } from '../../../src/rulebase/canonicalJson.ts';
import { packPayload } from '../../decision-log/keptPayload.ts';
import type { CardRecord, DecisionRecord } from '../../decision-log/logEntry.ts';
import type { Pseudonymiser } from '../../decision-log/pseudonym.ts';
import { ruleNames, shortConclusion } from '../../decision-log/shortConclusion.ts';
import type { Advice } from '../../../src/cards/advice.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import type { PackRef } from '../../../src/domain/evaluation.ts';
import { ENGINE_VERSION } from '../../../src/evaluate.ts';
import type { Drafting } from '../drafting.ts';
import type { CompletedPrefetch } from './completePrefetch.ts';
import type { Decided, Question } from './decide.ts';

/** The part of a decision's record that is known where the answer is made: plain data. */
export interface DecisionDraft {
  readonly record: Omit<DecisionRecord, 'kind' | 'at' | 'client' | 'service' | 'software' | 'ms'>;
  /** What is kept beside the record; `null` when inputs are not kept. */
  readonly kept: Uint8Array | null;
}

/** What `convergent replay` finds beside a record. */
export interface KeptDecision {
  readonly question: Question;
  readonly cards: readonly Advice['card'][];
}

interface Answered {
  readonly id: string;
  readonly hookInstance: string;
  readonly question: Question;
  readonly decided: Decided;
  readonly completed: CompletedPrefetch;
  readonly packs: readonly PackRef[];
}

/** Never in a record, whatever the configuration. */
const ALWAYS_LEFT_OUT = [
  'ids of patient and user',
  'access token and FHIR server',
  'texts of cards and orders',
  'measured values, dates and resources that conclusions rest on',
];

export async function decisionDraft(
  { id, hookInstance, question, decided, completed, packs }: Answered,
  { pseudonyms, keepInputs, inputKey }: Drafting,
): Promise<DecisionDraft> {
  const { hook, patient, asOf, resources } = question;
  const { advice, conclusions } = decided;
  const cards = advice.map(({ card }) => card);
  const contentOf = resourceContents(advice.length === 0 ? [] : resources);
  const kept: KeptDecision = { question, cards };
  return {
    record: {
      id,
      hook,
      hookInstance,
      patient: pseudonyms.hash('patient', patient),
      key: pseudonyms.key,
      asOf,
      input: {
        hash: inputHash(question, pseudonyms),
        resources: resources.length,
        fetched: completed.fetched,
        unavailable: completed.unavailable.map(({ key }) => key),
        kept: keepInputs,
      },
      engine: ENGINE_VERSION,
      packs,
      conclusions: conclusions.map(shortConclusion),
      cards: advice.map((one) => cardRecord(one, contentOf, pseudonyms)),
      leftOut: [...ALWAYS_LEFT_OUT, ...(keepInputs ? [] : ['the input'])],
    },
    kept: keepInputs ? await packPayload(kept, id, inputKey) : null,
  };
}

/** Equal for equal questions. Keyed: a short record could else be guessed. */
export function inputHash(question: Question, { hash }: Pseudonymiser): string {
  return hash('input', JSON.stringify(question));
}

function cardRecord(
  { card, conclusions }: Advice,
  contentOf: (reference: string) => unknown,
  { hash }: Pseudonymiser,
): CardRecord {
  return {
    id: card.uuid,
    indicator: card.indicator,
    rules: conclusions[0] === undefined ? [] : ruleNames(conclusions[0]),
    suggestions: (card.suggestions ?? []).map(({ uuid }) => uuid),
    fingerprint: hash('fingerprint', canonicalJson(conclusions.map(withData(contentOf)))),
    setAside: false,
  };
}

/**
 * What a conclusion says and the data it rests on. The version of its rules is not part of it: a
 * release that concludes the same of the same data is no news. Nor is the draft order, which is new
 * each time; its drug is what the conclusion is about.
 */
function withData(contentOf: (reference: string) => unknown) {
  return (conclusion: Conclusion): object => {
    const { kind, about, says } = shortConclusion(conclusion);
    const rules = conclusion.because.rules.map(({ rule }) => rule).sort();
    const drafted = conclusion.kind === 'order-review' ? conclusion.order : null;
    const data = conclusion.because.resources
      .filter((reference) => reference !== drafted)
      .sort()
      .map((reference) => [reference, contentOf(reference) ?? null]);
    return { kind, about, says, rules, data };
  };
}

function resourceContents(resources: readonly unknown[]): (reference: string) => unknown {
  const contents = new Map<string, unknown>();
  for (const resource of resources) {
    const { resourceType, id } = (resource ?? {}) as { resourceType?: unknown; id?: unknown };
    if (typeof resourceType === 'string' && typeof id === 'string') {
      contents.set(`${resourceType}/${id}`, resource);
    }
  }
  return (reference) => contents.get(reference);
}
