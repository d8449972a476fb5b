import { randomBytes } from 'node:crypto';

/** Values under names that cannot be guessed, each for a limited time. */
export interface Tickets<Value> {
  readonly issue: (value: Value) => string;
  /** `null` when the name was never issued, was withdrawn or has expired. */
  readonly read: (name: string) => Value | null;
  /** As `read`, for what may be used once; `again` when it has been taken before. */
  readonly take: (name: string) => { readonly value: Value; readonly again: boolean } | null;
  readonly withdraw: (name: string) => void;
}

interface TicketOptions {
  /** Begins every name, so that a name tells where it comes from. */
  readonly prefix: string;
  readonly lifetimeSeconds: number;
  readonly clock: () => Date;
}

/** Beyond this many the oldest are forgotten: a demonstration must not grow without end. */
const CAPACITY = 5_000;

export function createTickets<Value>({
  prefix,
  lifetimeSeconds,
  clock,
}: TicketOptions): Tickets<Value> {
  const held = new Map<string, { readonly value: Value; readonly until: number }>();
  const taken = new WeakSet<object>();
  const valid = (name: string) => {
    const ticket = held.get(name);
    if (ticket === undefined || ticket.until > clock().getTime()) return ticket ?? null;
    held.delete(name);
    return null;
  };
  return {
    issue: (value) => {
      const name = `${prefix}${randomBytes(32).toString('base64url')}`;
      held.set(name, { value, until: clock().getTime() + lifetimeSeconds * 1000 });
      const [oldest] = held.keys();
      if (held.size > CAPACITY && oldest !== undefined) held.delete(oldest);
      return name;
    },
    read: (name) => valid(name)?.value ?? null,
    take: (name) => {
      const ticket = valid(name);
      if (ticket === null) return null;
      const again = taken.has(ticket);
      taken.add(ticket);
      return { value: ticket.value, again };
    },
    withdraw: (name) => {
      held.delete(name);
    },
  };
}
