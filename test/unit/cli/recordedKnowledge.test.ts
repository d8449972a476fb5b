import { expect, test } from '@jest/globals';
import { recordedKnowledge } from '../../../services/cli/recordedKnowledge.ts';
import { openRuleStore } from '../../../services/rule-store/ruleStore.ts';
import { TODAY } from '../../builders/aCase.ts';
import { aDecision } from '../../builders/logRecords.ts';

const PACK = 'lung';

test('a decision is judged anew by the versions of then, though newer ones are in force', () => {
  const store = openRuleStore('rules');
  const [first, ...later] = store.versions.filter(({ id }) => id === PACK);
  if (first === undefined || later.length === 0) throw new Error('It has only one version.');
  const { packs } = store.knowledge(TODAY, { [PACK]: first.version });
  expect(store.knowledge(TODAY, {}).packs).not.toEqual(packs);
  expect(recordedKnowledge('rules', aDecision({ packs, asOf: TODAY })).packs).toEqual(packs);
});
