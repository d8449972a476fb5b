import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileInput } from '../../../services/cli/fileInput.ts';
import { reportText } from '../../../services/cli/reportText.ts';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';
import { cardsFor } from '../../../src/cards/cardsFor.ts';
import { evaluate } from '../../../src/evaluate.ts';
import { TODAY } from '../../builders/aCase.ts';
import { orderSelectRequest, theDemoPatient } from '../../builders/aPatient.ts';
import { knowledge } from '../../builders/knowledge.ts';

const EXAMPLES = '../shared/examples';

/** The command as users run it: built by the test command before the tests start. */
function convergent(...args: readonly string[]): {
  status: number | null;
  out: string;
  err: string;
} {
  const run = spawnSync(process.execPath, ['bin/convergent.js', ...args], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

function written(value: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'convergent-')), 'input.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('convergent evaluate', () => {
  test('prints what was read, the course, the conclusions and the card of a CDS Hooks request', () => {
    const patient = theDemoPatient('lung-t790m');
    const request = orderSelectRequest({
      patientId: 'lung-t790m',
      drugs: ['gefitinib'],
      prefetch: { everything: patient.bundle(TODAY) },
    });
    const { status, out } = convergent('evaluate', written(request), '--as-of', TODAY);
    expect(status).toBe(0);
    expect(out).toContain('variant reading');
    expect(out).toContain('1. erlotinib');
    expect(out).toContain('Card [critical] Gefitinib is expected to fail: EGFR T790M');
    expect(out).toContain('Replace by Osimertinib');
  });

  test('gives the conclusions as JSON', () => {
    const story = readStories().find(({ id }) => id === 'colorectal-convergence');
    if (story === undefined) throw new Error('the demo patient is gone');
    const { out } = convergent(
      'evaluate',
      written(patientBundle(story, TODAY)),
      '--json',
      '--as-of',
      TODAY,
    );
    const evaluation = JSON.parse(out) as { conclusions: { kind: string }[] };
    expect(evaluation.conclusions.map((c) => c.kind)).toContain('convergence');
  });

  test('explains each conclusion down to rule, evidence and resource', () => {
    const story = readStories().find(({ id }) => id === 'lung-t790m');
    if (story === undefined) throw new Error('the demo patient is gone');
    const file = written(patientBundle(story, TODAY));
    const { out } = convergent('evaluate', file, '--explain', '--as-of', TODAY);
    expect(out).toMatch(/Resistance \(current.*EGFR T790M/);
    expect(out).toMatch(/├─ rule lung\/egfr, pack lung/);
    expect(out).toContain('https://pubmed.ncbi.nlm.nih.gov/27959700/');
    expect(out).toMatch(/Observation\/lung-t790m-/);
  });

  test.each([
    [['evaluate'], 'Name one file'],
    [['evaluate', 'no-such-file.json'], 'can not be read'],
    [['evaluate', written('{"resourceType":')], 'is not JSON'],
    [['evaluate', written({}), '--as-of', 'yesterday'], 'write YYYY-MM-DD'],
    [['frobnicate'], 'There is no command'],
  ])('says in a sentence what is wrong: %j', (args, sentence) => {
    const { status, err } = convergent(...args);
    expect(status).toBe(1);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
  });

  test('a rule base that is not there is one sentence, not a trace', () => {
    const { status, err } = convergent('evaluate', written({}), '--rules', 'no-such-folder');
    expect(status).toBe(1);
    expect(err).not.toContain('    at ');
  });
});

const examples = existsSync(EXAMPLES)
  ? readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.json'))
  : [];
if (examples.length === 0) {
  process.stdout.write('The real examples are not beside this checkout: their test is skipped.\n');
}

(examples.length === 0 ? describe.skip : describe)('real resources of many origins', () => {
  test('every file is answered, and every resource accounted for', () => {
    let resources = 0;
    for (const file of examples) {
      const input = fileInput(JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')));
      const answer = evaluate({ ...input, asOf: TODAY, knowledge, unavailable: [] });
      const cards = cardsFor(answer, {
        hook: input.hook,
        patient: 'p',
        knowledge,
        newId: () => 'id',
        serviceUrl: 'https://cds.example',
      });
      expect(reportText(answer, cards, knowledge)).toContain('Read');
      resources += answer.outcomes.length;
    }
    expect(resources).toBeGreaterThan(examples.length - 10);
  });
});
