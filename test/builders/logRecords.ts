import { randomUUID } from 'node:crypto';
import type {
  CardRecord,
  DecisionRecord,
  FeedbackRecord,
} from '../../services/decision-log/logEntry.ts';

/** The record of an answer with one card, but for what is given. */
export function aDecision(changes: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    kind: 'decision',
    id: randomUUID(),
    at: '2026-11-23T09:30:00.000Z',
    client: null,
    service: 'resistance-order-select',
    hook: 'order-select',
    hookInstance: randomUUID(),
    patient: 'patient-pseudonym',
    key: 'c0ffee00',
    asOf: '2026-11-23',
    input: { hash: 'input-hash', resources: 12, fetched: 0, unavailable: [], kept: null },
    software: '0.1.0',
    engine: '0.1.0',
    packs: [{ pack: 'lung', version: '1.0.0', hash: 'ab12' }],
    conclusions: [
      {
        kind: 'order-review',
        about: 'gefitinib',
        says: 'ineffective',
        rules: ['lung/egfr@1.0.0'],
      },
    ],
    cards: [aCard()],
    ms: 4,
    leftOut: ['texts of the cards'],
    ...changes,
  };
}

export function aCard(changes: Partial<CardRecord> = {}): CardRecord {
  return {
    id: randomUUID(),
    indicator: 'critical',
    rules: ['lung/egfr@1.0.0'],
    suggestions: [randomUUID()],
    fingerprint: 'fingerprint',
    setAside: false,
    ...changes,
  };
}

/** A card overridden because the order is intended, but for what is given. */
export function aFeedback(card: string, changes: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    kind: 'feedback',
    id: randomUUID(),
    at: '2026-11-23T09:31:00.000Z',
    client: null,
    service: 'resistance-order-select',
    card,
    outcome: 'overridden',
    actedAt: '2026-11-23T09:30:40.000Z',
    suggestions: [],
    reason: { system: null, code: 'known-and-intended' },
    leftOut: [],
    ...changes,
  };
}

/** As the spool hands it to the database. */
export function asSpooled(
  entry: DecisionRecord | FeedbackRecord,
  kept: string | null = null,
): string {
  const { id, kind, at } = entry;
  return JSON.stringify({ id, kind, at, body: JSON.stringify(entry), kept });
}
