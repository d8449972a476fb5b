import type { JsonObject } from './json.ts';

/**
 * A text that is equal for equal JSON, whatever the order of keys. Depth and length are bounded,
 * because hostile input can be nested beyond any stack.
 */
export function contentOf(value: unknown): string {
  const parts: string[] = [];
  write(value, 0, parts);
  return parts.join('');
}

/** 64 bits of the content in hexadecimal (FNV-1a, twice): names resources that bring no id. */
export function contentHash(value: unknown): string {
  const content = contentOf(value);
  return FNV_OFFSETS.map((offset) => fnv1a(content, offset)).join('');
}

function fnv1a(content: string, offset: number): string {
  let hash = offset;
  for (let at = 0; at < content.length; at += 1) {
    hash = Math.imul(hash ^ content.charCodeAt(at), FNV_PRIME);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The standard offset, and a second one for the other half. */
const FNV_OFFSETS = [0x811c9dc5, 0x2f0b4c47];
const FNV_PRIME = 0x01000193;
const DEEPEST = 40;
const MOST_PARTS = 20_000;

/** Whether two pieces of JSON say the same, whatever the order of keys: much faster than to write them out. */
export function isSameContent(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > DEEPEST || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      isSameContent((a as JsonObject)[key], (b as JsonObject)[key], depth + 1),
  );
}

function write(value: unknown, depth: number, parts: string[]): void {
  if (depth > DEEPEST || parts.length > MOST_PARTS) return;
  if (typeof value !== 'object' || value === null) {
    parts.push(value === undefined ? 'null' : JSON.stringify(value));
    return;
  }
  if (Array.isArray(value)) {
    parts.push('[');
    for (const item of value) write(item, depth + 1, parts);
    parts.push(']');
    return;
  }
  parts.push('{');
  for (const key of Object.keys(value).sort()) {
    parts.push(JSON.stringify(key), ':');
    write((value as Record<string, unknown>)[key], depth + 1, parts);
  }
  parts.push('}');
}
