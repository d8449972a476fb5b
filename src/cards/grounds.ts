import { alterationName } from '../domain/alteration.ts';
import type {
  Because,
  Conclusion,
  Coverage,
  Criterion,
  ResistanceMechanism,
  TumourSeen,
} from '../domain/conclusion.ts';
import { tierOf, type Evidence, type RuleRef } from '../domain/evidence.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { Answer } from '../engine/answer.ts';
import { amount, sampleLabel } from './detail.ts';

/** A sentence with what it rests on. */
export interface Ground {
  readonly sentence: string;
  readonly because: readonly Ground[];
  /** Where the paper can be read. */
  readonly url?: string;
  /** The rule that the sentence names. */
  readonly rule?: RuleRef;
  /** The resource that the sentence is. */
  readonly resource?: ResourceRef;
}

/** What a conclusion rests on, down to the rule, the evidence and the FHIR resource. */
export function groundsOf(
  conclusion: Conclusion,
  mechanisms: readonly ResistanceMechanism[],
  answer: Answer,
): readonly Ground[] {
  const named = (id: string): readonly Ground[] =>
    mechanisms.filter((m) => m.id === id).map((m) => mechanismGround(m, answer));
  const nameOf = (id: string): string => mechanismName(id, mechanisms);
  switch (conclusion.kind) {
    case 'resistance-mechanism':
      return [...readings(conclusion, answer), ...basis(conclusion.because)];
    case 'order-review':
      return [
        ...conclusion.mechanisms.flatMap(named),
        ...tumourGrounds(conclusion.tumour, answer),
        ...basis(conclusion.because),
      ];
    case 'convergence':
      return [
        ...conclusion.nodes.map(({ node, intercepts, misses }) => ({
          sentence: `${node} lies on every path of ${intercepts.map(nameOf).join(', ')}`,
          because: misses.map((m) => ({
            sentence: `not ${nameOf(m.mechanism)}: ${m.why}`,
            because: [],
          })),
        })),
        ...conclusion.mechanisms.flatMap(named),
        ...basis(conclusion.because),
      ];
    case 'strategy':
      return [
        ...conclusion.coverage.map((covered) => coverageGround(covered, nameOf)),
        ...[...conclusion.conditions, ...conclusion.gates].map(criterionGround),
        ...(conclusion.overlap === null ? [] : [criterionGround(conclusion.overlap)]),
        ...basis(conclusion.because),
      ];
    case 'rechallenge':
      return [
        ...[...conclusion.criteria, ...conclusion.gates].map(criterionGround),
        ...basis(conclusion.because),
      ];
    case 'combination-or-sequence':
      return [...conclusion.criteria.map(criterionGround), ...basis(conclusion.because)];
    case 'heterogeneity':
    case 'data-gap':
      return basis(conclusion.because);
    default:
      return conclusion satisfies never;
  }
}

function mechanismGround(mechanism: ResistanceMechanism, answer: Answer): Ground {
  return {
    sentence: `${alterationName(mechanism.alteration)}: ${mechanism.standing}, ${mechanism.timing}`,
    because: readings(mechanism, answer),
  };
}

/** As a physician reads it; what is no mechanism of this patient, such as released feedback, keeps its id. */
export function mechanismName(id: string, mechanisms: readonly ResistanceMechanism[]): string {
  const mechanism = mechanisms.find((m) => m.id === id);
  return mechanism === undefined ? id : alterationName(mechanism.alteration);
}

/** What a rule of orders rests on: each finding with its readings, and what was looked for in vain in which sample. */
function tumourGrounds(tumour: TumourSeen | null, answer: Answer): readonly Ground[] {
  if (tumour === null) return [];
  return [
    ...tumour.found.map((track) => ({
      sentence: `found: ${alterationName(track.alteration)}`,
      because: readings({ track }, answer),
    })),
    ...tumour.notFound.map(({ what, samples }) => ({
      sentence: `looked for and not found: ${what}`,
      because: samples.flatMap((id): readonly Ground[] => {
        const sample = answer.record.samples.get(id);
        return sample === undefined
          ? []
          : [{ sentence: sampleLabel(sample), because: resources(sample.resources) }];
      }),
    })),
  ];
}

function readings(
  { track }: Pick<ResistanceMechanism, 'track'>,
  answer: Answer,
): readonly Ground[] {
  return track.points.map((point) => {
    const sample = answer.record.samples.get(point.sampleId);
    const where = sample === undefined ? point.sampleId : sampleLabel(sample);
    const what = point.state === 'detected' ? amount(point) : point.state.replaceAll('-', ' ');
    return { sentence: `${where}: ${what}`, because: resources(point.resources) };
  });
}

function basis({ rules, evidence, resources: refs }: Because): readonly Ground[] {
  return [
    ...rules.map((rule) => ({
      sentence: `rule ${rule.rule}, pack ${rule.pack} ${rule.version}`,
      because: [],
      rule,
    })),
    ...evidence.map(evidenceGround),
    ...resources(refs),
  ];
}

function evidenceGround({ citation, kind, level, shows, url }: Evidence): Ground {
  return {
    sentence: `${citation}: ${kind}, tier ${tierOf(level)}, level ${level}`,
    because: shows === null ? [] : [{ sentence: shows, because: [] }],
    ...(url === null ? {} : { url }),
  };
}

function coverageGround(
  { mechanism, verdict, why, level }: Coverage,
  nameOf: (id: string) => string,
): Ground {
  const strength = level === null ? '' : ` (level ${level})`;
  return {
    sentence: `${nameOf(mechanism)}: ${verdict.replaceAll('-', ' ')}${strength}, ${why}`,
    because: [],
  };
}

function criterionGround({ question, verdict, answer, resources: refs }: Criterion): Ground {
  return {
    sentence: `${question}: ${verdict.replaceAll('-', ' ')}, ${answer}`,
    because: resources(refs),
  };
}

function resources(refs: readonly ResourceRef[]): readonly Ground[] {
  return [...new Set(refs)].map((resource) => ({ sentence: resource, because: [], resource }));
}
