import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectNoSecretsBelow } from './plantedSecrets.ts';

/** A folder in which a service keeps its records. */
export interface DataFolder {
  readonly path: string;
  /** @throws when a secret of a request stands in one of the files. */
  readonly remove: () => void;
}

export function dataFolder(): DataFolder {
  const path = mkdtempSync(join(tmpdir(), 'records-'));
  return {
    path,
    remove: () => {
      try {
        expectNoSecretsBelow(path);
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    },
  };
}
