import { randomUUID } from 'node:crypto';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { ClinicalDate } from '../../src/domain/date.ts';
import { evaluate } from '../../src/evaluate.ts';
import { loadKnowledge } from '../rule-store/loadKnowledge.ts';
import { askedDay } from './askedDay.ts';
import { explainText } from './explainText.ts';
import { fileInput } from './fileInput.ts';
import { jsonFile } from './jsonFile.ts';
import { parsedArgs } from './parsedArgs.ts';
import { reportText } from './reportText.ts';
import { rulesDirectory } from './rulesDirectory.ts';
import { UsageError } from './usageError.ts';

/** `convergent evaluate FILE`: the service's answer about a file, as text or JSON. */
export function evaluateCommand(args: readonly string[]): number {
  const { file, json, explain, asOf, rules } = options(args);
  const knowledge = loadKnowledge(rules, { asOf });
  const input = fileInput(jsonFile(file));
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
  const { positionals, values } = parsedArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
      'as-of': { type: 'string' },
      rules: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one file: convergent evaluate FILE [--json] [--as-of YYYY-MM-DD]');
  }
  return {
    file,
    json: values.json,
    explain: values.explain,
    asOf: askedDay(values['as-of']),
    rules: values.rules ?? rulesDirectory(),
  };
}
