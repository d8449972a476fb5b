import { percentInWords } from '../nomenclature/percentInWords.ts';
import { proportionOf } from './alleleFraction.ts';
import type { RecordedResource } from './collectResources.ts';
import { amountAt, textAt, type Amount } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import type { SampleDraft } from './sampleDraft.ts';
import { tellAmbiguousTumourFraction, type SampleRegistry } from './sampleRegistry.ts';

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
      : noteFraction(context, observation, sample, amount, true);
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
    noteFraction(context, observation, samples.sampleOf(observation, 'unknown'), amount, false);
  }
}

function noteWords(observation: RecordedResource, sample: SampleDraft, text: string): boolean {
  const value = percentInWords(text);
  if (value !== null) sample.tumourFractions.set(observation.ref, value);
  return value !== null;
}

function noteFraction(
  context: ReaderContext,
  source: RecordedResource,
  sample: SampleDraft,
  amount: Amount,
  isAlone: boolean,
): boolean {
  const { value, isOpen } = proportionOf(amount);
  if (value !== null) sample.tumourFractions.set(source.ref, value);
  else if (isOpen) sample.openTumourFractions.push({ source, amount, isAlone });
  else tellAmbiguousTumourFraction(context, source, amount);
  return value !== null;
}
