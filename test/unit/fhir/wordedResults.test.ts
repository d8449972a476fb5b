import { describe, expect, test } from '@jest/globals';
import { alterationName } from '../../../src/domain/alteration.ts';
import { readPatientCase } from '../../../src/fhir/readPatientCase.ts';
import { TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

/** A laboratory that sends its result as a sentence: what is read of it, as `name: state amount`. */
function readingsOf(result: string): readonly string[] {
  const observation = {
    resourceType: 'Observation',
    id: 'words',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '69548-6' }] },
    subject: { reference: 'Patient/p' },
    effectiveDateTime: '2026-11-01',
    valueString: result,
  };
  const { patientCase } = readPatientCase({
    resources: [observation],
    patient: 'p',
    asOf: TODAY,
    terminology: knowledge.terminology,
  });
  return patientCase.readings.map(({ of, detection }) => {
    const name = of.kind === 'any' ? `any ${of.gene}` : alterationName(of);
    if (detection.state !== 'detected') return `${name}: ${detection.state}`;
    const amount = detection.fraction?.value ?? detection.copyNumber;
    return `${name}: detected${amount === null ? '' : ` ${String(amount)}`}`;
  });
}

describe('results in words', () => {
  test.each([
    ['EGFR p.T790M detected, VAF 3.2%', ['EGFR T790M: detected 0.032']],
    ['EGFR p.T790M detected, allele frequency: 0.4 %', ['EGFR T790M: detected 0.004']],
    ['MET amplification (copy number 12)', ['MET amplification: detected 12']],
    ['EGFR p.T790M not detected', ['EGFR T790M: not-detected']],
    [
      'EGFR p.T790M detected, VAF 3.2%; KRAS p.G12C not detected; MET amplification (copy number 12)',
      ['EGFR T790M: detected 0.032', 'KRAS G12C: not-detected', 'MET amplification: detected 12'],
    ],
  ])('%s', (result, expected) => {
    expect([...readingsOf(result)].sort()).toEqual(expected);
  });

  test('"without" denies what follows it', () => {
    const found = readingsOf('EGFR L858R detected without T790M');
    expect(found).toContain('EGFR L858R: detected');
    expect(found.filter((f) => f.startsWith('EGFR T790M: detected'))).toEqual([]);
  });

  test('what was there once is not there for certain now', () => {
    const found = readingsOf('EGFR T790M was detected in 2024, but is no longer detectable');
    expect(found.filter((f) => f.endsWith(': detected'))).toEqual([]);
  });

  test('a gene in a list does not borrow the negative of its neighbour', () => {
    const found = readingsOf('ALK, ROS1: no rearrangement detected');
    expect(found).not.toContain('any ALK: not-detected');
  });
});
