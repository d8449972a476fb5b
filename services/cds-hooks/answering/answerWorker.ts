import { workerData } from 'node:worker_threads';
import { calendarDay } from '../calendarDay.ts';
import { readConfig, type Environment } from '../config.ts';
import { readDecisionLogConfig } from '../decisionLogConfig.ts';
import { compileMessageSchemas } from '../messageSchemas.ts';
import { readOpenApi } from '../readOpenApi.ts';
import { draftingWith } from '../drafting.ts';
import { ruleStoreOf, type RuleSet } from '../../rule-store/ruleSet.ts';
import { answerCall, type HookCall } from './answerCall.ts';
import { packed, type PackedOutcome } from './packedOutcome.ts';
import { prepareAnswering } from './prepareAnswering.ts';

/** What a thread is started with. */
export interface WorkerSetup {
  readonly environment: Environment;
  readonly serviceUrl: string;
  /** What was checked, in memory that all threads share. */
  readonly rules: RuleSet;
  /** `null` when decisions are not recorded. */
  readonly pseudonymKey: Uint8Array | null;
}

const { environment, serviceUrl, rules, pseudonymKey } = workerData as WorkerSetup;
const config = readConfig(environment);
const decisionLog = readDecisionLogConfig(environment, config.profile);
const ruleStore = ruleStoreOf(rules);
// Compiled before the first call, which would wait for it.
ruleStore.knowledge(calendarDay(new Date()), config.packs);
const answering = prepareAnswering({
  config,
  serviceUrl,
  ruleStore,
  schemas: compileMessageSchemas(readOpenApi()),
  drafting:
    decisionLog === null || pseudonymKey === null ? null : draftingWith(pseudonymKey, decisionLog),
});

/** One call, in a thread of `answererPool`. */
export default async function answer(call: HookCall): Promise<PackedOutcome> {
  return packed(await answerCall(call, answering));
}
