/** True the first time a key is claimed, false from then on until it expires. */
export type ClaimOnce = (key: string, expires: Date, now: Date) => Promise<boolean>;

/** Beyond this many tokens under way the oldest are forgotten: they are the next to expire. */
const AT_MOST = 200_000;
const SHARED_WITHIN_MS = 500;

/**
 * Lets every token id pass once. This process remembers for itself, so a replay to the same replica
 * is found even while the database is away; `shared` is what replicas agree on. When it does not
 * answer, the call goes on: a token is bound to one URL and lives for minutes, and advice must not
 * fail with the database.
 */
export function replayGuard(shared: ClaimOnce | null, onAway: () => void): ClaimOnce {
  const seen = new Map<string, number>();
  return async (key, expires, now) => {
    const known = seen.get(key);
    if (known !== undefined && known > now.getTime()) return false;
    forgetExpired(seen, now.getTime());
    seen.set(key, expires.getTime());
    if (shared === null) return true;
    try {
      return await within(SHARED_WITHIN_MS, shared(key, expires, now));
    } catch {
      onAway();
      return true;
    }
  };
}

/** Tokens live about equally long, so the first that has not expired ends the search. */
function forgetExpired(seen: Map<string, number>, now: number): void {
  for (const [key, expires] of seen) {
    if (expires > now && seen.size < AT_MOST) return;
    seen.delete(key);
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('late'));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
