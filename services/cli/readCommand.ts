import type { ClinicalDate } from '../../src/domain/date.ts';
import { readDraftOrders } from '../../src/fhir/readDraftOrders.ts';
import { readPatientCase } from '../../src/fhir/readPatientCase.ts';
import { loadKnowledge } from '../rule-store/loadKnowledge.ts';
import { askedDay } from './askedDay.ts';
import { fileInput } from './fileInput.ts';
import { jsonFile } from './jsonFile.ts';
import { parsedArgs } from './parsedArgs.ts';
import { readReport } from './readReport.ts';
import { readText } from './readText.ts';
import { rulesDirectory } from './rulesDirectory.ts';
import { UsageError } from './usageError.ts';

/** `convergent read FILE`: what became of each resource, and the patient case made of them. */
export function readCommand(args: readonly string[]): number {
  const { file, json, patient, asOf, rules } = options(args);
  const { terminology } = loadKnowledge(rules, { asOf });
  const { resources, draftOrders, selections, ...input } = fileInput(jsonFile(file));
  const whose = patient ?? input.patient;
  const report = readReport(
    readPatientCase({ resources, patient: whose, asOf, terminology }),
    readDraftOrders({ draftOrders, selections, patient: whose, terminology }),
    asOf,
  );
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : readText(report));
  return 0;
}

interface Options {
  readonly file: string;
  readonly json: boolean;
  readonly patient: string | null;
  readonly asOf: ClinicalDate;
  readonly rules: string;
}

function options(args: readonly string[]): Options {
  const { positionals, values } = parsedArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      patient: { type: 'string' },
      'as-of': { type: 'string' },
      rules: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one file: convergent read FILE [--json] [--as-of YYYY-MM-DD]');
  }
  return {
    file,
    json: values.json,
    patient: values.patient ?? null,
    asOf: askedDay(values['as-of']),
    rules: values.rules ?? rulesDirectory(),
  };
}
