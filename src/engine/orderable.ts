import type { TherapyStatus } from '../domain/conclusion.ts';

/** What a clinician may order here without a trial or a tumour board. */
export const ORDERABLE: ReadonlySet<TherapyStatus> = new Set(['approved', 'standard-of-care']);
