import { readJsonFile } from './readJsonFile.ts';

/** The published description of the service; requests and answers are checked with its schemas. */
export function readOpenApi(): object {
  return readJsonFile('services/cds-hooks/openapi.json');
}
