import type { Conclusion } from '../../src/domain/conclusion.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import { reason } from '../../src/evaluate.ts';
import { TODAY } from './aCase.ts';
import { knowledge } from './knowledge.ts';

/** Conclusions of one kind about a case, with what is being ordered. */
export function conclusionsOf<K extends Conclusion['kind']>(
  kind: K,
  patientCase: PatientCase,
  orders: readonly DraftOrder[] = [],
): readonly Extract<Conclusion, { kind: K }>[] {
  const { evaluation } = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  return evaluation.conclusions.filter(
    (c): c is Extract<Conclusion, { kind: K }> => c.kind === kind,
  );
}
