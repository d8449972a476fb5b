/** The parts of answering a call, in order, as they are measured. */
export const PHASES = ['parse', 'prefetch', 'read', 'reason', 'cards', 'check', 'draft'] as const;

/**
 * `parse` also checks the request; `prefetch` completes it; `check` is that of the answer by our own
 * schema; `draft` makes its record.
 */
export type Phase = (typeof PHASES)[number];

/** Milliseconds. */
export type PhaseTimes = Readonly<Partial<Record<Phase, number>>>;

/** Says that a phase is over. */
export type EndOf = (phase: Phase) => void;

/** Counts the time since the last end, or since the start, to the phase that ends. */
export function stopwatch(): { readonly endOf: EndOf; readonly times: PhaseTimes } {
  const times: Partial<Record<Phase, number>> = {};
  let since = performance.now();
  return {
    times,
    endOf: (phase) => {
      const now = performance.now();
      times[phase] = (times[phase] ?? 0) + now - since;
      since = now;
    },
  };
}
