import { workerData } from 'node:worker_threads';
import { loadKnowledge } from '../../rule-store/loadKnowledge.ts';
import { calendarDay } from '../calendarDay.ts';
import { readConfig, type Environment } from '../config.ts';
import { compileMessageSchemas } from '../messageSchemas.ts';
import { readOpenApi } from '../readOpenApi.ts';
import { rulesFolder } from '../rulesFolder.ts';
import { answerCall, type CallOutcome, type HookCall } from './answerCall.ts';
import { prepareAnswering } from './prepareAnswering.ts';

/** What a thread is started with. */
export interface WorkerSetup {
  readonly environment: Environment;
  readonly serviceUrl: string;
}

const { environment, serviceUrl } = workerData as WorkerSetup;
const config = readConfig(environment);
const answering = prepareAnswering({
  config,
  serviceUrl,
  knowledge: loadKnowledge(rulesFolder(config), { asOf: calendarDay(new Date()) }),
  schemas: compileMessageSchemas(readOpenApi()),
});

/** One call, in a thread of `answererPool`. */
export default function answer(call: HookCall): Promise<CallOutcome> {
  return answerCall(call, answering);
}
