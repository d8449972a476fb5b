import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFolder } from './productFolder.ts';

/** A JSON object that is part of the product, by its path from the product's folder. */
export function readJsonFile(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(productFolder(), path), 'utf8')) as Record<string, unknown>;
}
