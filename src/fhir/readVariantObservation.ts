import { geneOf, type Alteration } from '../domain/alteration.ts';
import type { AlleleFraction, AnyAlterationOf, Detection } from '../domain/reading.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import { fractionOfPercent } from '../nomenclature/percentInWords.ts';
import { presenceInWords } from '../nomenclature/presenceInWords.ts';
import { negativeScopeOf, wordedFindingsIn } from '../nomenclature/wordedFindings.ts';
import { isSurelyPercent, proportionOf } from './alleleFraction.ts';
import type { VariantContent } from './alterationsOfVariant.ts';
import type { RecordedResource } from './collectResources.ts';
import { tellAmbiguous, tellTranscriptScale, type DraftReading } from './draftReading.ts';
import { CHANGE } from './genomicsCodes.ts';
import {
  amountAt,
  asText,
  conceptsAt,
  hasCode,
  notesOf,
  numberAt,
  textAt,
  type Amount,
} from './json.ts';
import { isWildTypeOfRegistry } from './presence.ts';
import { originOf } from './originOf.ts';
import type { AskedFor } from './observationKind.ts';
import type { ReaderContext } from './readerContext.ts';
import type { SampleRegistry } from './sampleRegistry.ts';
import { INTERPRETATION_PART } from './statedChanges.ts';
import { SAID_BOTH, statedPresenceOf, type StatedPresence } from './statedPresence.ts';
import { amountOfKind, type VariantPart } from './variantParts.ts';

/** Reads one variant Observation: shapes A to F, H and S. `about` is what its code names, if anything. */
export function readVariantObservation(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
  about: AskedFor | null = null,
): readonly DraftReading[] {
  const parts = partsWithInterpretation(context, observation);
  const origin = originOf(parts);
  const sample = samples.sampleOf(observation, origin);
  const content = context.contentOf(parts);
  for (const { problem, message } of content.problems)
    context.problem(observation, problem, message);
  const presence = statedPresence(context, observation, parts, content);
  if (presence === null) return [];

  const worded =
    content.alterations.length === 0 ? wordedTargets(context, observation, content, about) : [];
  const targets = targetsOf(content, presence, worded).flatMap((target) =>
    withinStatement(context, observation, target, about),
  );
  const measured = measurementsOf(parts);
  if (measured.isSurelyPercent) sample.writesPercent = true;
  const readings = targets.map(({ of, says, percent, copies }): DraftReading => {
    const detection = withWordedAmounts(
      detectionOf(measured, content, says ?? presence),
      percent,
      copies,
    );
    const settled = withoutScale(context, observation, of, detection);
    const open = detection.state === 'detected' ? measured.openFraction : measured.openLimit;
    const openPercent = settled === detection ? open : null;
    return { sample, of, origin, source: observation, detection: settled, openPercent };
  });
  const { unreadFraction } = measured;
  if (unreadFraction !== null && readings.some(({ detection }) => detection.state === 'detected')) {
    const { value, code, unit } = unreadFraction;
    tellAmbiguous(context, observation, value, code ?? unit);
  }
  if (content.lossBeside !== null && presence === 'present') {
    const { copyNumber } = content;
    readings.push({
      sample,
      of: content.lossBeside,
      origin,
      source: observation,
      detection: { state: 'detected', fraction: null, copyNumber },
    });
  }
  tell(context, observation, readings, presence, content);
  return readings;
}

/** A fusion that is measured as transcripts has no fraction of alleles: its percentage may be on their scale. */
function withoutScale(
  context: ReaderContext,
  observation: RecordedResource,
  of: DraftReading['of'],
  detection: Detection,
): Detection {
  if (of.kind !== 'fusion' || detection.state !== 'detected' || detection.fraction === null) {
    return detection;
  }
  const scale = context.terminology.genes.get(of.gene)?.transcriptScale;
  const isOfPartner = of.partner === null || of.partner === scale?.partner;
  if (scale === undefined || !isOfPartner) return detection;
  const { fraction } = detection;
  tellTranscriptScale(context, observation, fraction.raw.value, scale.name);
  return { ...detection, fraction: { ...fraction, value: null } };
}

interface Target {
  readonly of: Alteration | AnyAlterationOf;
  /** What the words beside it say, when they say it. */
  readonly says: Detected | null;
  /** Amounts the words give. */
  readonly percent: number | null;
  readonly copies: number | null;
}

/** Amounts of a text fill in where no coded part gives them. */
function withWordedAmounts(
  detection: Detection,
  percent: number | null,
  copies: number | null,
): Detection {
  if (detection.state !== 'detected' || (percent === null && copies === null)) return detection;
  const fraction =
    percent === null || percent > PER_CENT
      ? null
      : { value: fractionOfPercent(percent), raw: { value: percent, unit: '%' }, depth: null };
  return {
    ...detection,
    fraction: detection.fraction ?? fraction,
    copyNumber: detection.copyNumber ?? copies,
  };
}

const PER_CENT = 100;

type Detected = 'present' | 'absent' | 'no-call' | 'indeterminate' | 'contradictory';

/** What the Observation says; `null` when it says nothing that may be used. */
function statedPresence(
  context: ReaderContext,
  observation: RecordedResource,
  parts: readonly VariantPart[],
  content: VariantContent,
): Detected | null {
  const stated: StatedPresence = statedPresenceOf(context, observation);
  const said = content.isDenied || measuresNone(observation, parts) ? withDenial(stated) : stated;
  if (said === 'polymorphism') {
    context.outcome(observation, 'not used', 'a polymorphism');
    return null;
  }
  if (said === 'contradictory') {
    context.problem(observation, 'contradictory-presence', SAID_BOTH);
    return said;
  }
  // A wild-type notation beside "present" means that the reference is present.
  if (content.statesNoChange && content.alterations.length === 0) {
    context.outcome(observation, 'not used', 'states no change of the protein');
    return said === 'absent' || said === 'no-call' ? said : null;
  }
  if (isLowConfidence(parts) && said === 'present') return 'indeterminate';
  // Without a value, naming a variant asserts it (shape B); naming a gene asserts nothing.
  return said === 'not-stated' ? 'present' : said;
}

/** No copy of the variant was counted: an allele fraction, or a value, of zero. */
function measuresNone({ resource }: RecordedResource, parts: readonly VariantPart[]): boolean {
  const isNone = (amount: Amount | null): boolean =>
    amount?.value === 0 && amount.comparator === null;
  return (
    isNone(amountOfKind(parts, 'alleleFraction')) ||
    isNone(amountAt(resource, 'valueQuantity')) ||
    numberAt(resource, 'valueInteger') === 0
  );
}

/** `Present` beside the words `T790M not detected` is a contradiction; alone the words count. */
function withDenial(stated: StatedPresence): StatedPresence {
  if (stated === 'present') return 'contradictory';
  return stated === 'not-stated' ? 'absent' : stated;
}

function unworded(of: Target['of']): Target {
  return { of, says: null, percent: null, copies: null };
}

/**
 * What the presence is about. Present: only what a variant-defining part names. Absent or not
 * called: the variants named, else each gene listed (mCODE's pertinent negative, shape F).
 */
function targetsOf(
  content: VariantContent,
  presence: Detected,
  worded: readonly Target[],
): readonly Target[] {
  if (content.alterations.length > 0) {
    return content.alterations.map(unworded);
  }
  if (presence === 'contradictory') return worded.map(({ of }) => unworded(of));
  if (worded.length > 0) {
    return worded.filter(({ of, says }) => of.kind !== 'any' || (says ?? presence) !== 'present');
  }
  if (presence === 'present' || content.isPartOfGene) return [];
  return content.genes.map((gene) => unworded({ kind: 'any', gene }));
}

/** `Not detected` under a code that asks for one thing is about that; a code that asks for more than the words say does not widen them. */
function narrowed(of: AnyAlterationOf, about: AskedFor | null): readonly Target['of'][] {
  if (of.gene !== about?.gene) return [of];
  return of.only === undefined ? about.of : [of];
}

/** A negative of a gene is no wider than the code it stands under and the value that says it. */
function withinStatement(
  context: ReaderContext,
  { resource }: RecordedResource,
  target: Target,
  about: AskedFor | null,
): readonly Target[] {
  if (target.of.kind !== 'any') return [target];
  const value = context.vocabulary.conceptAt(resource, 'valueCodeableConcept');
  const interpretations = conceptsAt(resource, 'interpretation');
  const codeText = context.vocabulary.conceptAt(resource, 'code').text;
  const isOfMutations =
    [value, ...interpretations].some(
      (concept) =>
        isWildTypeOfRegistry(concept) ||
        wordingsOf(concept).some((text) => negativeScopeOf(text) === 'mutations'),
    ) || /\bmutation/i.test(codeText ?? '');
  return narrowed(target.of, about).map((of) => ({
    ...target,
    of: isOfMutations && of.kind === 'any' ? { ...of, only: 'mutations' } : of,
  }));
}

/** Registry notes and payer texts (shapes C and E), read only where no coded part names a variant. */
function wordedTargets(
  context: ReaderContext,
  observation: RecordedResource,
  content: VariantContent,
  about: AskedFor | null,
): readonly Target[] {
  if (content.namesVariant || content.genes.length > 1) return [];
  const words = wordsOf(context, observation);
  if (words.length === 0) return [];
  const gene = content.genes[0] ?? about?.gene ?? null;
  const isStated = statedPresenceOf(context, observation) !== 'not-stated';
  const { valueString, ...coded } = observation.resource;
  const isCoded =
    isStated && statedPresenceOf(context, { ...observation, resource: coded }) !== 'not-stated';
  return words.flatMap(({ text, isResult }) => {
    const isOnlyInWords = !isCoded && text === asText(valueString);
    const findings = wordedFindingsIn(context.terminology, text, gene);
    // A plain list under a result that says `present` is all of it present.
    const isPlainList =
      isStated &&
      findings.every(({ clause, percent }) => percent === null && presenceInWords(clause) === null);
    const alike = isPlainList ? 1 : findings.length;
    return findings
      .flatMap(({ clause, alterations, genes, percent, copies }) =>
        [...alterations, ...genes].map((of) => ({
          of,
          says:
            saidOf(clause, alike, percent ?? copies) ??
            (isOnlyInWords && isDeniedElsewhere(text, clause) ? ('indeterminate' as const) : null),
          percent,
          copies,
        })),
      )
      .filter(({ says }) => isResult || isStated || (says !== null && says !== 'indeterminate'));
  });
}

/** `EGFR L858R. Tier II: none.` denies, but not that; `EGFR T790M. Result: negative` does. */
function isDeniedElsewhere(text: string, clause: string): boolean {
  if (presenceInWords(text) !== 'absent') return false;
  const rest = text.replace(clause, '').replaceAll(/[\s.,:;-]+/g, ' ');
  return !BARE_NEGATIVE.test(rest.trim());
}

const BARE_NEGATIVE =
  /^(?:(?:result|ergebnis) ?)?(?:negative?|not detected|nicht nachweisbar|undetected|absent)?$/i;

/**
 * What one clause says. Among several findings a clause does not borrow the words of its
 * neighbours: a measured one is there, one without any word is left open.
 */
function saidOf(clause: string, findings: number, measured: number | null): Detected | null {
  const said = measured === 0 ? 'absent' : presenceInWords(clause);
  if (said !== null || findings === 1) return said;
  return measured === null ? 'indeterminate' : 'present';
}

interface Words {
  readonly text: string;
  /** The result itself; a note may also tell what was only looked for. */
  readonly isResult: boolean;
}

/** Components of the guide are read as what they are, never as texts; payers use test codes. */
function wordsOf(context: ReaderContext, observation: RecordedResource): readonly Words[] {
  const { resource } = observation;
  const value = context.vocabulary.conceptAt(resource, 'valueCodeableConcept');
  const result = textAt(resource, 'valueString') ?? value.text;
  const isPayer = ({ kinds }: VariantPart): boolean => kinds.length === 0;
  const parts = context.partsOf(observation);
  if (result === null && resource['note'] === undefined && !parts.some(isPayer)) return NO_WORDS;
  const payer = parts.filter(isPayer);
  const notes = notesOf(resource);
  const others = [...payer.flatMap(({ value }) => wordingsOf(value)), ...notes];
  return [
    ...(result === null ? [] : [{ text: result, isResult: true }]),
    ...others.map((text) => ({ text, isResult: false })),
  ];
}

const NO_WORDS: readonly Words[] = [];

// Detection ------------------------------------------------------------------------------------------

function detectionOf(
  { fraction, depthWithoutVariant, limitOfDetection }: Measurements,
  { copyNumber }: VariantContent,
  presence: Detected,
): Detection {
  switch (presence) {
    case 'present':
      return { state: 'detected', fraction, copyNumber };
    case 'absent':
      return { state: 'not-detected', depth: depthWithoutVariant, limitOfDetection };
    case 'no-call':
    case 'indeterminate':
    case 'contradictory':
      return { state: 'not-assessed', why: presence };
    default:
      return presence satisfies never;
  }
}

/** The numbers of a variant Observation. What a small percentage means is open until the sample is known. */
interface Measurements {
  readonly fraction: AlleleFraction | null;
  readonly openFraction: number | null;
  /** One whose unit leaves two readings, whatever the sample says. */
  readonly unreadFraction: Amount | null;
  readonly limitOfDetection: number | null;
  readonly openLimit: number | null;
  /** 82121-5 counts reads of the allele; where there is no allele, reads counted are all there are. */
  readonly depthWithoutVariant: number | null;
  readonly isSurelyPercent: boolean;
}

function measurementsOf(parts: readonly VariantPart[]): Measurements {
  let allele: Amount | null = null;
  let limit: Amount | null = null;
  let total: number | null = null;
  let counted: number | null = null;
  for (const { kinds, amount, isTotal } of parts) {
    if (amount === null) continue;
    if (kinds.includes('alleleFraction')) allele ??= amount;
    else if (kinds.includes('detectionLimit')) limit ??= amount;
    else if (kinds.includes('readDepth')) {
      if (isTotal) total ??= amount.value;
      if (amount.value > 0) counted ??= amount.value;
    }
  }
  const fraction = allele === null ? null : proportionOf(allele);
  const lowest = limit === null ? null : proportionOf(limit);
  return {
    fraction: fraction === null ? null : { value: fraction.value, raw: fraction.raw, depth: total },
    openFraction: fraction?.isOpen === true ? fraction.raw.value : null,
    unreadFraction: fraction?.value === null && !fraction.isOpen ? allele : null,
    limitOfDetection: lowest?.value ?? null,
    openLimit: lowest?.isOpen === true ? lowest.raw.value : null,
    depthWithoutVariant: counted,
    isSurelyPercent: allele !== null && isSurelyPercent(allele),
  };
}

// Parts ------------------------------------------------------------------------------------------------

/** Trial-matching senders put "gene amplification" into the interpretation: read it as a part too. */
function partsWithInterpretation(
  context: ReaderContext,
  observation: RecordedResource,
): readonly VariantPart[] {
  const parts = context.partsOf(observation);
  if (observation.resource['interpretation'] === undefined) return parts;
  const amplified = conceptsAt(observation.resource, 'interpretation').filter((value) =>
    hasCode(value, CHANGE.amplification),
  );
  if (amplified.length === 0) return parts;
  const code = { codings: [], text: INTERPRETATION_PART };
  return [
    ...parts,
    ...amplified.map((value) => ({
      code,
      kinds: [],
      value,
      amount: null,
      isTotal: false,
      interpretations: [],
    })),
  ];
}

/** GRIG: `low` confidence is a likely false positive. */
function isLowConfidence(parts: readonly VariantPart[]): boolean {
  return parts.some(
    ({ kinds, value }) =>
      kinds.includes('confidence') && value.codings.some(({ code }) => code === 'low'),
  );
}

function tell(
  context: ReaderContext,
  observation: RecordedResource,
  readings: readonly DraftReading[],
  presence: Detected,
  { problems }: VariantContent,
): void {
  if (readings.length === 0) {
    const detail =
      presence === 'present'
        ? 'says present, but nothing readable names the variant: no p. or c. notation, no kind of change beside one gene'
        : 'no known gene or variant to which the result belongs';
    // What is wrong with gene or notation has been said already, and says it better.
    const [known] = problems;
    if (known === undefined) {
      context.problem(observation, 'incomplete-data', `The variant result ${detail}.`);
    }
    context.outcome(observation, 'not used', known?.message ?? detail);
    return;
  }
  const about = readings.map(({ of }) => (of.kind === 'any' ? of.gene : (geneOf(of) ?? of.kind)));
  const [only] = about;
  if (only !== undefined && about.length === 1) {
    context.outcome(observation, 'variant reading', only);
    return;
  }
  context.outcome(observation, 'variant reading', [...new Set(about)].join(', '));
}
