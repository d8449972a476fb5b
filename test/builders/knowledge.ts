import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';

/** The project's own rule base, compiled once per test file. */
export const knowledge = loadKnowledge('rules', { asOf: '2026-11-23', origin: 'draft' });
