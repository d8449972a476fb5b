/**
 * A copy of an object without the members that are `null` or blank. The standard forbids such
 * members (CDS Hooks 2.0, "JSON Elements must not be null or empty"), clients in use send them all
 * the same, and what they mean is that there is nothing there.
 */
export function withoutBlanks(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => !isBlank(member)));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlank(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}
