import { type ClinicalDate, clinicalDate } from '../domain/date.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { Hook } from './cdsHooks.ts';

/**
 * What a card hands to the app through the EHR (`appContext` of a SMART link): what was being
 * ordered and which conclusion the card tells, so that the app opens where the card ended. It names
 * no person.
 */
export interface AppContext {
  readonly hook: Hook | null;
  /** A conclusion by its key, see `conclusionKey`. */
  readonly conclusion: string | null;
  /** Drugs of the drafts in the session. */
  readonly drugs: readonly DrugId[];
  /** The day that was asked about, where it was not the day of asking: the app judges on the same. */
  readonly asOf?: ClinicalDate;
}

const HOOKS: readonly Hook[] = ['patient-view', 'order-select', 'order-sign'];

/** What an EHR brought back: a text, or an object where it parsed the text. `null` when it is none of ours. */
export function readAppContext(brought: unknown): AppContext | null {
  const value = typeof brought === 'string' ? parsed(brought) : brought;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { hook, conclusion, drugs, asOf } = value as Record<string, unknown>;
  return {
    hook: HOOKS.find((known) => known === hook) ?? null,
    conclusion: typeof conclusion === 'string' ? conclusion : null,
    drugs: Array.isArray(drugs) ? drugs.filter((drug) => typeof drug === 'string') : [],
    ...(isWholeDay(asOf) && { asOf }),
  };
}

/** Only a whole calendar day can be judged on. */
function isWholeDay(value: unknown): value is ClinicalDate {
  return typeof value === 'string' && value.length === 10 && clinicalDate(value) === value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
