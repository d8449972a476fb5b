import type { ResistanceMechanism } from '../../src/domain/conclusion.ts';
import { type Ground, groundsOf } from '../../src/cards/grounds.ts';
import type { Answer } from '../../src/engine/answer.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { conclusionLine } from './reportText.ts';

/**
 * Why each conclusion was reached, as a tree that a physician can follow from the sentence to the
 * rule, the evidence and the FHIR resource.
 */
export function explainText(answer: Answer, knowledge: KnowledgeBase): string {
  const { conclusions } = answer.evaluation;
  const mechanisms = conclusions.filter(
    (c): c is ResistanceMechanism => c.kind === 'resistance-mechanism',
  );
  const trees = conclusions.map((conclusion) => ({
    sentence: conclusionLine(conclusion, mechanisms, knowledge),
    because: groundsOf(conclusion, mechanisms, answer),
  }));
  return `${trees.flatMap((tree) => [...drawn(tree), '']).join('\n')}\n`;
}

function drawn({ sentence, because, url }: Ground): readonly string[] {
  const limbs = url === undefined ? because : [...because, { sentence: url, because: [] }];
  return [sentence, ...limbs.flatMap((ground, i) => limb(ground, i === limbs.length - 1))];
}

function limb(ground: Ground, isLast: boolean): readonly string[] {
  const [first = '', ...rest] = drawn(ground);
  return [
    `${isLast ? '└─' : '├─'} ${first}`,
    ...rest.map((line) => `${isLast ? '  ' : '│ '} ${line}`),
  ];
}
