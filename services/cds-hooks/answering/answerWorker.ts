import { workerData } from 'node:worker_threads';
import { loadKnowledge } from '../../rule-store/loadKnowledge.ts';
import { calendarDay } from '../calendarDay.ts';
import { readConfig, type Environment } from '../config.ts';
import { readDecisionLogConfig } from '../decisionLogConfig.ts';
import { compileMessageSchemas } from '../messageSchemas.ts';
import { readOpenApi } from '../readOpenApi.ts';
import { draftingWith } from '../drafting.ts';
import { rulesFolder } from '../rulesFolder.ts';
import { answerCall, type CallOutcome, type HookCall } from './answerCall.ts';
import { prepareAnswering } from './prepareAnswering.ts';

/** What a thread is started with. */
export interface WorkerSetup {
  readonly environment: Environment;
  readonly serviceUrl: string;
  /** `null` when decisions are not recorded. */
  readonly pseudonymKey: Uint8Array | null;
}

const { environment, serviceUrl, pseudonymKey } = workerData as WorkerSetup;
const config = readConfig(environment);
const decisionLog = readDecisionLogConfig(environment);
const answering = prepareAnswering({
  config,
  serviceUrl,
  knowledge: loadKnowledge(rulesFolder(config), { asOf: calendarDay(new Date()) }),
  schemas: compileMessageSchemas(readOpenApi()),
  drafting:
    decisionLog === null || pseudonymKey === null ? null : draftingWith(pseudonymKey, decisionLog),
});

/** One call, in a thread of `answererPool`. */
export default function answer(call: HookCall): Promise<CallOutcome> {
  return answerCall(call, answering);
}
