import { percentInWords } from '../nomenclature/percentInWords.ts';
import { proportionOf } from './alleleFraction.ts';
import type { RecordedResource } from './collectResources.ts';
import { amountAt, textAt, type Amount } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import type { SampleDraft, SampleRegistry } from './sampleRegistry.ts';

/** An Observation of its own. */
export function readTumourFraction(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): void {
  const amount = amountAt(observation.resource, 'valueQuantity');
  const worded = textAt(observation.resource, 'valueString');
  const sample = samples.sampleOf(observation, 'unknown');
  const used =
    amount === null
      ? noteWords(observation, sample, worded ?? '')
      : noteFraction(context, observation, sample, amount);
  if (used) context.outcome(observation, 'tumour fraction');
  else context.outcome(observation, 'not used', 'tumour fraction without a usable number');
}

/** A component beside a variant or in a panel. */
export function readTumourFractionParts(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): void {
  for (const { code, amount } of context.partsOf(observation)) {
    if (amount === null || !context.vocabulary.isTumourFraction(code)) continue;
    noteFraction(context, observation, samples.sampleOf(observation, 'unknown'), amount);
  }
}

function noteWords(observation: RecordedResource, sample: SampleDraft, text: string): boolean {
  const value = percentInWords(text);
  if (value !== null) sample.tumourFractions.set(observation.ref, value);
  return value !== null;
}

function noteFraction(
  context: ReaderContext,
  observation: RecordedResource,
  sample: SampleDraft,
  amount: Amount,
): boolean {
  const { value } = proportionOf(amount, sample.writesPercent);
  if (value === null) {
    context.problem(
      observation,
      'ambiguous-fraction',
      `The tumour fraction ${String(amount.value)} (unit ${amount.code ?? amount.unit ?? 'not given'}) can be read in two ways; it is not used.`,
    );
    return false;
  }
  sample.tumourFractions.set(observation.ref, value);
  return true;
}
