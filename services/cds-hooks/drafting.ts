import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pseudonymiser, type Pseudonymiser } from '../decision-log/pseudonym.ts';
import type { DecisionLogConfig } from './decisionLogConfig.ts';

/** What making a record needs, in whichever thread the answer is made. */
export interface Drafting {
  readonly pseudonyms: Pseudonymiser;
  readonly keepInputs: boolean;
  readonly inputKey: Buffer | null;
}

const KEY_FILE = 'pseudonym.key';
const KEY_BYTES = 32;

/** The key of the configuration; else one made here and kept in the folder, good for a demo. */
export function pseudonymKey({ pseudonymKey: given, folder }: DecisionLogConfig): Buffer {
  if (given !== null) return given;
  const path = join(folder, KEY_FILE);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
  return readFileSync(path);
}

export function draftingWith(
  key: Uint8Array,
  { keepInputs, inputKey }: DecisionLogConfig,
): Drafting {
  return { pseudonyms: pseudonymiser(Buffer.from(key)), keepInputs, inputKey };
}
