import express, { type RequestHandler } from 'express';
import { ServiceError } from './errors.ts';

const JSON_TYPES = ['json', '+json'];

/** Parses a JSON body up to the limit. */
export function jsonBody(limitBytes: number): readonly RequestHandler[] {
  return [requireJson, express.json({ type: JSON_TYPES, limit: limitBytes, strict: false })];
}

const requireJson: RequestHandler = (request, _response, next) => {
  // `null` is a request without a body, of which the schema will say what is missing.
  if (request.is(JSON_TYPES) === false) throw new ServiceError('unsupported-media-type');
  next();
};
