import type { Request } from 'express';

/** The query as sent: the parser of the app around these routers is not ours to choose. */
export function queryOf(request: Request): URLSearchParams {
  const mark = request.originalUrl.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : request.originalUrl.slice(mark + 1));
}

/** The fields of a form that `express.urlencoded` has read; repeated fields stay apart. */
export function formOf(request: Request): URLSearchParams {
  const form = new URLSearchParams();
  if (request.is('application/x-www-form-urlencoded') === false) return form;
  for (const [name, values] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
    for (const value of Array.isArray(values) ? (values as unknown[]) : [values]) {
      if (typeof value === 'string') form.append(name, value);
    }
  }
  return form;
}
