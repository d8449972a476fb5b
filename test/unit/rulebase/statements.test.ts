import { describe, expect, test } from '@jest/globals';
import { drugNamed } from '../../builders/drugNamed.ts';
import { aPatient } from '../../builders/aPatient.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { judged } from '../../golden/judged.ts';
import type { MechanismClass } from '../../../src/domain/conclusion.ts';

/** Statements of the review that are carried by what the rule base holds, not by one rule. */
describe('statements of the review', () => {
  test('every mechanism has a class, and the packs know each of them', () => {
    const classes = new Set(
      [...knowledge.mechanisms.values()].flat().map(({ mechanismClass }) => mechanismClass),
    );
    const expected: readonly MechanismClass[] = [
      'bypass',
      'downstream',
      'immune-evasion',
      'lineage',
    ];
    // A change of the target is what the tables are about.
    expect([...classes].sort()).toEqual(expect.arrayContaining([...expected]));
    expect(knowledge.sensitivities.size).toBeGreaterThan(0);
  });

  test.each([
    ['crizotinib', 'MET'],
    ['futibatinib', 'FGFR2'],
    ['trastuzumab', 'ERBB2'],
    ['gefitinib', 'EGFR'],
    ['cetuximab', 'EGFR'],
    ['lorlatinib', 'ALK'],
    ['alpelisib', 'PIK3CA'],
    ['vemurafenib', 'BRAF'],
    ['trametinib', 'MAP2K1'],
    ['ulixertinib', 'MAPK1'],
    ['pembrolizumab', 'PDCD1'],
    ['atezolizumab', 'CD274'],
  ])('%s acts on %s', (drug, target) => {
    expect(drugNamed(drug).targets).toContain(target);
  });

  test('each drug of the review’s map has its target and the node on which it acts', () => {
    const nodes = new Set([...knowledge.pathways.values()].flatMap((p) => [...p.nodeNames.keys()]));
    const signalling = ['crizotinib', 'futibatinib', 'gefitinib', 'cetuximab', 'lorlatinib'];
    for (const drug of [...signalling, 'alpelisib', 'vemurafenib', 'trametinib', 'ulixertinib']) {
      const { targets, node } = drugNamed(drug);
      expect({ drug, targets: targets?.length, known: nodes.has(node ?? '') }).toEqual({
        drug,
        targets: expect.any(Number) as unknown,
        known: true,
      });
    }
  });

  test('a driver that falls under the drug is no reason to speak', () => {
    const L858R = { gene: 'EGFR', protein: 'p.(Leu858Arg)', coding: 'c.2573T>G' };
    const responding = aPatient('lung')
      .withDiagnosis('Adenocarcinoma of the lung', { day: -200 })
      .withPlasma({ day: -190, tumourFraction: 20, variants: [{ ...L858R, vaf: 18 }] })
      .treatedWith('erlotinib', { from: -180, to: null })
      .withResponse('PR', -100)
      .withPlasma({ day: -20, tumourFraction: 2, variants: [{ ...L858R, vaf: 1.1 }] });
    expect(judged(responding).cards).toEqual([]);
    expect(judged(responding, { order: 'erlotinib' }).indicator).toBe('silence');
  });
});
