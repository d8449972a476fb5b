import type { RulesTask } from './rulesTask.ts';
export const coverageOfReview: RulesTask = () => 1;
