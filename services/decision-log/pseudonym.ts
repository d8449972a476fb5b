import { createHash, createHmac } from 'node:crypto';

/** Makes ids unrecognisable for whoever does not have the key; the same id gives the same pseudonym. */
export interface Pseudonymiser {
  /** Names the key, so that records of different keys are told apart. */
  readonly key: string;
  /** HMAC-SHA256 in hexadecimal; the purpose keeps equal values of different kinds apart. */
  readonly hash: (
    purpose: 'patient' | 'input' | 'fingerprint',
    ...values: readonly (string | Uint8Array)[]
  ) => string;
}

const KEY_NAME_LENGTH = 8;

export function pseudonymiser(key: Buffer): Pseudonymiser {
  const name = createHash('sha256').update('convergent key ').update(key).digest('hex');
  return {
    key: name.slice(0, KEY_NAME_LENGTH),
    hash: (purpose, ...values) => {
      const hmac = createHmac('sha256', key).update(`${purpose}\n`);
      for (const value of values) hmac.update(value);
      return hmac.digest('hex');
    },
  };
}
