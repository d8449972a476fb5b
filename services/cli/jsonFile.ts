import { readFileSync } from 'node:fs';
import { UsageError } from './usageError.ts';

/** The JSON of a file that the user named. */
export function jsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} can not be read: is the path right?`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `The file ${file} is not JSON: ${error instanceof Error ? error.message : 'it does not parse'}.`,
    );
  }
}
