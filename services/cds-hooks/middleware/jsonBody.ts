import express, { type RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';

const JSON_TYPES = ['json', '+json'];

/** Parses a JSON body up to the limit. */
export function jsonBody(limitBytes: number): readonly RequestHandler[] {
  return [requireJson, express.json({ type: JSON_TYPES, limit: limitBytes, strict: false })];
}

const requireJson: RequestHandler = (request, _response, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  // Without a body there is nothing to declare; the schema will say what is missing.
  const isEmpty = encoding === undefined && (length ?? '0') === '0';
  if (!isEmpty && request.is(JSON_TYPES) === false) {
    throw new ServiceError('unsupported-media-type');
  }
  next();
};
