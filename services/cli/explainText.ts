import { alterationName } from '../../src/domain/alteration.ts';
import type {
  Because,
  Conclusion,
  Coverage,
  Criterion,
  ResistanceMechanism,
} from '../../src/domain/conclusion.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { amount, sampleName } from '../../src/cards/detail.ts';
import type { Answer } from '../../src/engine/answer.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { conclusionLine } from './reportText.ts';

/** A sentence with what it rests on. */
interface Branch {
  readonly sentence: string;
  readonly because: readonly Branch[];
}

/**
 * Why each conclusion was reached, as a tree that a physician can follow from the sentence to the
 * rule, the evidence and the FHIR resource.
 */
export function explainText(answer: Answer, knowledge: KnowledgeBase): string {
  const { conclusions } = answer.evaluation;
  const mechanisms = conclusions.filter(
    (c): c is ResistanceMechanism => c.kind === 'resistance-mechanism',
  );
  const branches = conclusions.map((conclusion) => ({
    sentence: conclusionLine(conclusion, knowledge),
    because: grounds(conclusion, mechanisms, answer),
  }));
  return `${branches.flatMap((branch) => [...drawn(branch), '']).join('\n')}\n`;
}

function grounds(
  conclusion: Conclusion,
  mechanisms: readonly ResistanceMechanism[],
  answer: Answer,
): readonly Branch[] {
  const named = (id: string): readonly Branch[] =>
    mechanisms.filter((m) => m.id === id).map((m) => mechanismBranch(m, answer));
  switch (conclusion.kind) {
    case 'resistance-mechanism':
      return [...readings(conclusion, answer), ...basis(conclusion.because)];
    case 'order-review':
      return [...conclusion.mechanisms.flatMap(named), ...basis(conclusion.because)];
    case 'convergence':
      return [
        ...conclusion.nodes.map(({ node, intercepts, misses }) => ({
          sentence: `${node} lies on every path of ${intercepts.join(', ')}`,
          because: misses.map((m) => ({ sentence: `not ${m.mechanism}: ${m.why}`, because: [] })),
        })),
        ...conclusion.mechanisms.flatMap(named),
      ];
    case 'strategy':
      return [
        ...conclusion.coverage.map(coverageBranch),
        ...conclusion.conditions.map(criterionBranch),
        ...basis(conclusion.because),
      ];
    case 'rechallenge':
      return [...conclusion.criteria.map(criterionBranch), ...basis(conclusion.because)];
    default:
      return basis(conclusion.because);
  }
}

function mechanismBranch(mechanism: ResistanceMechanism, answer: Answer): Branch {
  return {
    sentence: `${alterationName(mechanism.alteration)}: ${mechanism.standing}, ${mechanism.timing}`,
    because: readings(mechanism, answer),
  };
}

function readings({ track }: ResistanceMechanism, answer: Answer): readonly Branch[] {
  return track.points.map((point) => {
    const sample = answer.record.samples.get(point.sampleId);
    const where = sample === undefined ? point.sampleId : sampleName(sample);
    const what = point.state === 'detected' ? amount(point) : point.state.replaceAll('-', ' ');
    return { sentence: `${where}: ${what}`, because: resources(point.resources) };
  });
}

function basis({ rules, evidence, resources: refs }: Because): readonly Branch[] {
  return [
    ...rules.map((r) => ({ sentence: `rule ${r.rule}, pack ${r.pack} ${r.version}`, because: [] })),
    ...evidence.map(evidenceBranch),
    ...resources(refs),
  ];
}

function evidenceBranch({ citation, kind, level, shows, url }: Evidence): Branch {
  const details = [shows, url].flatMap((text) =>
    text === null ? [] : [{ sentence: text, because: [] }],
  );
  return { sentence: `${citation}: ${kind}, level ${level}`, because: details };
}

function coverageBranch({ mechanism, verdict, why, level }: Coverage): Branch {
  const strength = level === null ? '' : ` (level ${level})`;
  return { sentence: `${mechanism}: ${verdict}${strength}, ${why}`, because: [] };
}

function criterionBranch({ question, verdict, answer, resources: refs }: Criterion): Branch {
  return {
    sentence: `${question}: ${verdict.replaceAll('-', ' ')}, ${answer}`,
    because: resources(refs),
  };
}

function resources(refs: readonly string[]): readonly Branch[] {
  return [...new Set(refs)].map((sentence) => ({ sentence, because: [] }));
}

function drawn({ sentence, because }: Branch): readonly string[] {
  return [sentence, ...because.flatMap((branch, i) => limb(branch, i === because.length - 1))];
}

function limb(branch: Branch, isLast: boolean): readonly string[] {
  const [first = '', ...rest] = drawn(branch);
  return [
    `${isLast ? '└─' : '├─'} ${first}`,
    ...rest.map((line) => `${isLast ? '  ' : '│ '} ${line}`),
  ];
}
