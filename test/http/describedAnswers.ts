import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readOpenApi } from '../../services/cds-hooks/readOpenApi.ts';

/** An answer as it left the service. */
export interface GivenAnswer {
  readonly method: string;
  /** Of the request, without query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  /** `null` where it is not read here: compressed, or streamed. */
  readonly body: string | null;
}

interface Described {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Described>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Described>> };
}

const openApi = readOpenApi() as OpenApi;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApi, 'openapi');

/** Pages for people and the demo's own servers: no part of the interface that openapi.json describes. */
const NOT_DESCRIBED = /^\/(?:|sandbox(?:\/.*)?|demo\/.*|smart\/.*)$/;

const paths = Object.entries(openApi.paths).map(([template, operations]) => ({
  template,
  operations,
  // Longer ones first name the more special path.
  pattern: new RegExp(
    `^${template
      .split(/\{\w+\}/)
      .map((text) => text.replaceAll('.', '\\.'))
      .join(template.startsWith('/knowledge') ? '.*' : '[^/]+')}/?$`,
    'i',
  ),
}));

/** Every path, method and status that openapi.json names, such as `POST /cds-services/{id}/feedback 404`. */
export const DESCRIBED: readonly string[] = paths.flatMap(({ template, operations }) =>
  Object.entries(operations).flatMap(([method, { responses }]) =>
    Object.keys(responses).map((status) => `${method.toUpperCase()} ${template} ${status}`),
  ),
);

/** The entry of `DESCRIBED` that an answer is one of; `null` when it is none. */
export function describedAs({ method, path, status }: GivenAnswer): string | null {
  const found = operationOf(path, method);
  return found?.operation.responses[String(status)] === undefined
    ? null
    : `${found.method} ${found.template} ${String(status)}`;
}

/** In what an answer differs from openapi.json; empty when it is as described. */
export function differencesFromDescription(answer: GivenAnswer): readonly string[] {
  const { body, headers, method, path, status } = answer;
  // A preflight is CORS's own; it is not for who calls.
  if (method === 'OPTIONS' || NOT_DESCRIBED.test(path)) return [];
  const what = `${method} ${path} ${String(status)}`;
  const found = operationOf(path, method);
  const response =
    found === null ? NOWHERE[status] : resolved(found.operation.responses[String(status)]);
  if (response === undefined) return [`${what} is not described`];
  const differences = Object.keys(response.headers ?? {})
    .filter((name) => headers[name.toLowerCase()] === undefined)
    .map((name) => `${what} has no ${name}`);
  if (method === 'HEAD' || body === null) return differences;
  const type = String(headers['content-type']).split(';')[0] ?? '';
  if (response.content === undefined) {
    return body === '' ? differences : [...differences, `${what} has a body`];
  }
  const schema = response.content[type]?.schema;
  if (schema === undefined) return [...differences, `${what} is of type "${type}"`];
  return type === 'application/json'
    ? [...differences, ...faultsOf(JSON.parse(body), schema).map((fault) => `${what}: ${fault}`)]
    : differences;
}

/** Whoever asks for what is not there is told so. */
const NOWHERE: Readonly<Record<number, Described | undefined>> = {
  404: openApi.components.responses['Error'],
};

function operationOf(
  path: string,
  method: string,
): { readonly template: string; readonly method: string; readonly operation: Operation } | null {
  const found = paths.find(({ pattern }) => pattern.test(path));
  if (found === undefined) return null;
  const { operations, template } = found;
  const asked = method === 'HEAD' ? 'get' : method.toLowerCase();
  // What answers other methods is described with the one there is.
  const [name, operation] =
    Object.entries(operations).find(([known]) => known === asked) ??
    Object.entries(operations)[0] ??
    [];
  return operation === undefined || name === undefined
    ? null
    : { template, method: name.toUpperCase(), operation };
}

function resolved(response: Described | undefined): Described | undefined {
  const name = response?.$ref?.split('/').at(-1);
  return name === undefined ? response : openApi.components.responses[name];
}

const validators = new Map<string, ReturnType<typeof ajv.compile>>();

function faultsOf(value: unknown, schema: object): readonly string[] {
  const key = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
  const validate = validators.get(key) ?? ajv.compile(JSON.parse(key) as object);
  validators.set(key, validate);
  return (validate(value) === true ? [] : (validate.errors ?? [])).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  );
}
