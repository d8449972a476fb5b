import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import { clinicalDate, type ClinicalDate } from '../../src/domain/date.ts';
import { evaluate } from '../../src/evaluate.ts';
import { loadKnowledge } from '../rule-store/loadKnowledge.ts';
import { explainText } from './explainText.ts';
import { fileInput } from './fileInput.ts';
import { reportText } from './reportText.ts';
import { rulesDirectory } from './rulesDirectory.ts';
import { UsageError } from './usageError.ts';

/** `convergent evaluate FILE`: the service's answer about a file, as text or JSON. */
export function evaluateCommand(args: readonly string[]): number {
  const { file, json, explain, asOf, rules } = options(args);
  const knowledge = loadKnowledge(rules, { asOf });
  const input = fileInput(readJson(file));
  const answer = evaluate({ ...input, asOf, knowledge, unavailable: [] });
  if (json) {
    process.stdout.write(`${JSON.stringify(answer.evaluation, null, 2)}\n`);
    return 0;
  }
  if (explain) {
    process.stdout.write(explainText(answer, knowledge));
    return 0;
  }
  const cards = cardsFor(answer, {
    hook: input.hook,
    patient: input.patient ?? answer.patientCase.patient?.replace('Patient/', '') ?? 'unknown',
    knowledge,
    newId: randomUUID,
    serviceUrl: 'http://127.0.0.1:3000',
  });
  process.stdout.write(reportText(answer, cards, knowledge));
  return 0;
}

interface Options {
  readonly file: string;
  readonly json: boolean;
  readonly explain: boolean;
  readonly asOf: ClinicalDate;
  readonly rules: string;
}

function options(args: readonly string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        explain: { type: 'boolean', default: false },
        'as-of': { type: 'string' },
        rules: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : 'The options are not understood.',
    );
  }
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one file: convergent evaluate FILE [--json] [--as-of YYYY-MM-DD]');
  }
  const asked = parsed.values['as-of'];
  const asOf = asked === undefined ? new Date().toISOString().slice(0, 10) : clinicalDate(asked);
  if (asOf === null) throw new UsageError(`"${asked ?? ''}" is no date: write YYYY-MM-DD.`);
  return {
    file,
    json: parsed.values.json,
    explain: parsed.values.explain,
    asOf,
    rules: parsed.values.rules ?? rulesDirectory(),
  };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} can not be read: is the path right?`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `The file ${file} is not JSON: ${error instanceof Error ? error.message : 'it does not parse'}.`,
    );
  }
}
