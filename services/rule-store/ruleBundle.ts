import { canonicalJson } from '../../src/rulebase/canonicalJson.ts';
import type { RuleBaseFiles } from '../../src/rulebase/ruleFiles.ts';
import { sha256 } from './sha256.ts';

/** The rule base in force as one text, for those who compile it themselves. */
export interface RuleBundle {
  /** Canonical JSON of `RuleBaseFiles`. */
  readonly json: string;
  /** SHA-256 of these bytes, in hexadecimal. */
  readonly sha256: string;
}

export function ruleBundle(files: RuleBaseFiles): RuleBundle {
  const json = canonicalJson(files);
  return { json, sha256: sha256(json) };
}
