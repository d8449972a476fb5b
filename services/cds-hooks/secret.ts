import { readFileSync } from 'node:fs';
import { ConfigError, type Environment } from './config.ts';

/**
 * A secret from the variable, or from the file that the variable with `_FILE` added names, as
 * container platforms mount secrets. `null` when there is neither. Its value stands in no message.
 */
export function readSecret(environment: Environment, name: string): string | null {
  const value = environment[name];
  const file = environment[`${name}_FILE`];
  if (value !== undefined && file !== undefined) {
    throw new ConfigError(`Set ${name} or ${name}_FILE, not both.`);
  }
  if (file === undefined) return value ?? null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError(`The file that ${name}_FILE names can't be read.`);
  }
}
