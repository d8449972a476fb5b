import { describe, expect, test } from '@jest/globals';
import { ERRORS } from '../../services/cds-hooks/errors.ts';
import { readJsonFile } from '../../services/cds-hooks/readJsonFile.ts';

interface OpenApi {
  readonly components: { readonly schemas: { readonly ErrorCode: { readonly enum: string[] } } };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
}

const openApi = readJsonFile('services/cds-hooks/openapi.json') as unknown as OpenApi;

describe('the error catalogue and its description in openapi.json', () => {
  test('name the same codes', () => {
    expect(Object.keys(ERRORS).sort()).toEqual(
      [...openApi.components.schemas.ErrorCode.enum].sort(),
    );
  });

  test('name the same statuses', () => {
    const described = Object.values(openApi.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ responses }) => Object.keys(responses))
      .filter((status) => status >= '400');
    const thrown = Object.values(ERRORS).map(({ status }) => String(status));
    expect([...new Set(described)].sort()).toEqual([...new Set(thrown)].sort());
  });

  test.each(Object.entries(ERRORS))('%s says what is wrong and what to do', (_code, error) => {
    expect(error.sentence).toMatch(/^[A-Z].*\.$/);
    expect(error.remedy).toMatch(/^(?:[A-Z]|\/).*\.$/);
  });
});
