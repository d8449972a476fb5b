import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { pseudonymiser } from '../../../services/decision-log/pseudonym.ts';

const ours = pseudonymiser(Buffer.alloc(32, 1));
const theirs = pseudonymiser(Buffer.alloc(32, 2));

describe('the pseudonym of a patient', () => {
  test('is the same for the same patient, and another for another', () => {
    expect(ours.hash('patient', 'pat-1')).toBe(ours.hash('patient', 'pat-1'));
    expect(ours.hash('patient', 'pat-1')).not.toBe(ours.hash('patient', 'pat-2'));
  });

  test('can be made only with the key of the site, which its name does not give away', () => {
    expect(ours.hash('patient', 'pat-1')).not.toBe(theirs.hash('patient', 'pat-1'));
    expect(ours.hash('patient', 'pat-1')).not.toBe(
      createHash('sha256').update('patient\npat-1').digest('hex'),
    );
    expect(ours.key).toMatch(/^[0-9a-f]{8}$/);
    expect(ours.key).not.toBe(theirs.key);
  });

  test('is no hash that stands for anything else', () => {
    expect(ours.hash('patient', 'pat-1')).not.toBe(ours.hash('input', 'pat-1'));
  });
});
