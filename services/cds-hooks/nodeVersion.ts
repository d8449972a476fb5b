/** The oldest Node the service runs on. */
const OLDEST = [20, 19] as const;

/** Why this Node cannot run the service, or `null` when it can. */
export function nodeVersionProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
    ? null
    : `Convergent needs Node ${OLDEST.join('.')} or newer; this is Node ${version}.`;
}
