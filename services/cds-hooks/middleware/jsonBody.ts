import express, { type RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';

const JSON_TYPES = ['json', '+json'];

/** Parses a JSON body up to the limit. */
export function jsonBody(limitBytes: number): readonly RequestHandler[] {
  return [requireJson, express.json({ type: JSON_TYPES, limit: limitBytes, strict: false })];
}

/** The bytes of a JSON body up to the limit, for whoever parses it elsewhere. */
export function jsonBytes(limitBytes: number): readonly RequestHandler[] {
  return [requireJson, requireUtf8, express.raw({ type: JSON_TYPES, limit: limitBytes })];
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

/** RFC 8259, section 8.1. */
const requireUtf8: RequestHandler = (request, _response, next) => {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new ServiceError('unsupported-media-type');
  }
  next();
};
