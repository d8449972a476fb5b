import { createHash } from 'node:crypto';
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
  /** As it was received. */
  readonly body: Uint8Array;
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
  { id, body, hookInstance, question, decided, completed, packs }: Answered,
  { pseudonyms, keepInputs, inputKey }: Drafting,
): Promise<DecisionDraft> {
  const { hook, patient, asOf, resources } = question;
  const { advice, conclusions } = decided;
  const cards = advice.map(({ card }) => card);
  const contentOf = resourceContents(advice.length === 0 ? [] : resources);
  const beside: KeptDecision = { question, cards };
  const kept = keepInputs ? await packPayload(beside, id, inputKey) : null;
  return {
    record: {
      id,
      hook,
      hookInstance,
      patient: pseudonyms.hash('patient', patient),
      key: pseudonyms.key,
      asOf,
      input: {
        // Not made anew from the data, which for a long record would take as long as judging it.
        hash: pseudonyms.hash(
          'input',
          body,
          completed.fetched > 0 ? JSON.stringify(resources) : '',
        ),
        resources: resources.length,
        fetched: completed.fetched,
        unavailable: completed.unavailable.map(({ key }) => key),
        kept: kept === null ? null : payloadHash(kept),
      },
      engine: ENGINE_VERSION,
      packs,
      conclusions: conclusions.map(shortConclusion),
      cards: advice.map((one) => cardRecord(one, contentOf, pseudonyms)),
      leftOut: [...ALWAYS_LEFT_OUT, ...(keepInputs ? [] : ['the input'])],
    },
    kept,
  };
}

/** Binds what is kept to its record, and so to the chain. */
export function payloadHash(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex');
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
    fingerprint: hash('fingerprint', JSON.stringify(conclusions.map(withData(contentOf)))),
    setAside: false,
  };
}

/**
 * What a conclusion says and the data it rests on, as they are written: data that come in another
 * order of members count as changed, and the card interrupts. The version of its rules is not part of it: a
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
