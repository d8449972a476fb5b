import {
  COVERAGE_WORDS,
  MATERIAL_WORDS,
  RECHALLENGE_WORDS,
  STATUS_WORDS,
} from '../../../src/cards/detail.ts';
import type {
  Coverage,
  Criterion,
  OrderReview,
  ResistanceMechanism,
  Standing,
} from '../../../src/domain/conclusion.ts';
import type { Response, StopReason } from '../../../src/domain/therapy.ts';
import type { Trend } from '../../../src/domain/track.ts';
import type { MarkState } from '../courseOfDisease/course.ts';

/** The words of the app for the terms of the core; what the cards have words for, it takes from them. */
export {
  COVERAGE_WORDS as COVERAGES,
  MATERIAL_WORDS as MATERIALS,
  RECHALLENGE_WORDS as RECHALLENGE_STATUSES,
  STATUS_WORDS as STATUSES,
};

export const RESPONSES: Readonly<Record<Response, string>> = {
  CR: 'complete response',
  PR: 'partial response',
  improved: 'response of unstated depth',
  SD: 'stable disease',
  PD: 'progression',
};

export const STOP_REASONS: Readonly<Record<StopReason, string>> = {
  progression: 'progression',
  toxicity: 'toxicity',
  completed: 'completion of the course',
  'patient-choice': 'the patient’s choice',
  other: 'another reason',
};

export const MARK_STATES: Readonly<Record<MarkState, string>> = {
  measured: 'measured',
  'without-number': 'detected, no number given',
  'not-detected': 'looked for and not detected',
  'not-sequenced': 'not sequenced',
  uninformative: 'not detected, but the sample is uninformative',
  contradictory: 'contradictory or no call',
};

export const ALTERATION_TRENDS: Readonly<Record<Trend, string>> = {
  emergent: 'emerged',
  rising: 'rising',
  stable: 'stable',
  falling: 'falling',
  cleared: 'cleared',
  undetermined: 'course not known',
};

export const STANDINGS: Readonly<Record<Standing, string>> = {
  current: 'in the tumour now',
  cleared: 'cleared',
  'cannot-be-told': 'whether it is there now cannot be told',
};

export const TIMINGS: Readonly<Record<ResistanceMechanism['timing'], string>> = {
  upfront: 'there before the drug',
  acquired: 'acquired under the drug',
  unknown: 'when it arose cannot be told',
};

export const VERDICTS: Readonly<Record<Criterion['verdict'], string>> = {
  met: 'met',
  'not-met': 'not met',
  'cannot-be-told': 'cannot be told',
};

/** Shape beside colour, for those who do not see the colour. */
export const VERDICT_SIGNS: Readonly<Record<Criterion['verdict'], string>> = {
  met: '✓',
  'not-met': '✗',
  'cannot-be-told': '?',
};

export const COVERAGE_SIGNS: Readonly<Record<Coverage['verdict'], string>> = {
  overcomes: '●',
  expected: '◍',
  partly: '◐',
  leaves: '○',
  'not-known': '?',
  independent: '◇',
};

export const ORDER_VERDICTS: Readonly<Record<OrderReview['verdict'], string>> = {
  harmful: 'may harm',
  'toxic-together': 'toxic together',
  ineffective: 'expected to fail',
  incomplete: 'falls short alone',
  'leaves-mechanism': 'leaves a part',
  'progressed-before': 'progressed before',
  'clone-mismatch': 'reaches a part only',
  'target-absent': 'has nothing to act on',
  untested: 'never tested',
  'rechallenge-not-met': 're-challenge: criteria not met',
  'rechallenge-open': 're-challenge: cannot be told',
  'rechallenge-supported': 're-challenge: criteria met',
};
