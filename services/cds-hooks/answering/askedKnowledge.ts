import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import { unknownPins } from '../../../src/rulebase/packsInForce.ts';
import { RuleFileError } from '../../rule-store/ruleFileError.ts';
import { calendarDay } from '../calendarDay.ts';
import { ServiceError } from '../errors.ts';
import type { Answering } from './answering.ts';
import { EXTENSION } from './askedDay.ts';
import type { HookRequest } from './hookRequest.ts';

/**
 * The versions of the packs by which a request is judged: those in force on the day it is made, unless
 * the configuration or, before it, the request names others.
 * @throws ServiceError when the request names a version that is not there, or versions that do not go together.
 */
export function askedKnowledge(
  { extension }: HookRequest,
  { ruleStore, config, clock }: Pick<Answering, 'ruleStore' | 'config' | 'clock'>,
): KnowledgeBase {
  const asked = extension?.[EXTENSION]?.packs ?? {};
  const refused = (message: string): ServiceError =>
    new ServiceError('unknown-pack-version', [
      { path: `$.extension['${EXTENSION}'].packs`, message },
    ]);
  if (unknownPins(ruleStore.versions, asked).length > 0) {
    throw refused('must name packs and versions that /service-info lists');
  }
  try {
    return ruleStore.knowledge(calendarDay(clock()), { ...config.packs, ...asked });
  } catch (error) {
    if (error instanceof RuleFileError && Object.keys(asked).length > 0) {
      throw refused('must name versions that go together: what one names, another lacks');
    }
    throw error;
  }
}
