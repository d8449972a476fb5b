import type { Logger } from 'pino';
import type { PackRef } from '../../src/domain/evaluation.ts';
import { RuleFileError } from '../rule-store/ruleFileError.ts';
import type { Answerer } from './answering/answerer.ts';
import { ConfigError, type ServiceConfig } from './config.ts';
import type { ConfiguredRules } from './configuredRules.ts';
import { rulesInForce, type RulesInForce } from './rulesInForce.ts';

/** The rules that answer, and those that answered before: they can be exchanged while calls come in. */
export interface RunningRules {
  readonly inForce: () => RulesInForce;
  /** Answers each call by the rules that are current when it comes. */
  readonly answerer: Answerer;
  /** Reads the rules anew; they take over when they are valid and every thread has compiled them. */
  readonly reload: () => Promise<RulesChange>;
  /** Lets those answer again that did before. */
  readonly rollBack: () => Promise<RulesChange>;
  readonly status: () => RulesStatus;
}

export type RulesChange =
  | { readonly kind: 'taken-over' }
  /** What was read is what answers already. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }
  | { readonly kind: 'none-before' };

export interface RulesStatus {
  readonly current: RuleSetStatus;
  /** `null` until rules took over from others. */
  readonly previous: RuleSetStatus | null;
  /** When the rules on disk were refused, and why; `null` when those that were read last were not. */
  readonly refused: { readonly at: Date; readonly faults: readonly string[] } | null;
  /** Since an administrator went back to the rules before; `null` when that did not happen, or others were loaded since. */
  readonly rolledBackAt: Date | null;
}

export interface RuleSetStatus {
  readonly sha256: string;
  readonly packs: readonly PackRef[];
  /** When they took over. */
  readonly since: Date;
}

interface World {
  readonly config: ServiceConfig;
  readonly clock: () => Date;
  readonly log: Logger;
  /** The rules as they are on disk now. */
  readonly read: () => Promise<ConfiguredRules>;
  /** Resolves when all threads have compiled them. */
  readonly answererFor: (rules: ConfiguredRules) => Promise<Answerer>;
}

interface Generation {
  readonly rules: ConfiguredRules;
  readonly inForce: () => RulesInForce;
  readonly answerer: Answerer;
  readonly since: Date;
  /** Calls under way. */
  calls: number;
  /** Called when the last of them ends. */
  whenIdle: () => void;
}

/** Rules that answered before, and how they stood when others took over. */
interface Replaced {
  readonly rules: ConfiguredRules;
  readonly status: RuleSetStatus;
}

/** @throws whatever keeps the first rules from answering. */
export async function runRules(first: ConfiguredRules, world: World): Promise<RunningRules> {
  const { clock, config, log, read } = world;
  let current = await prepared(first);
  let previous: Replaced | null = null;
  let refused: RulesStatus['refused'] = null;
  let rolledBackAt: Date | null = null;
  let closed = false;
  /** Changes come one after another. */
  let changing: Promise<unknown> = Promise.resolve();

  async function prepared(rules: ConfiguredRules): Promise<Generation> {
    const inForce = rulesInForce(rules.ruleStore, config, clock);
    // Versions that do not go together are found here, before any thread is started.
    inForce();
    const answerer = await world.answererFor(rules);
    return {
      rules,
      inForce,
      answerer,
      since: clock(),
      calls: 0,
      whenIdle: () => undefined,
    };
  }

  async function takeOver(rules: ConfiguredRules): Promise<void> {
    const next = await prepared(rules);
    const before = current;
    previous = { rules: before.rules, status: statusOf(before) };
    current = next;
    const { sha256, packs } = statusOf(next);
    log.info({ rules: sha256, packs }, 'other rules answer from now on');
    // Not waited for: the calls that it has are answered by the rules they came to.
    finish(before).catch((error: unknown) => {
      log.error({ err: error }, 'threads with the rules of before could not be ended');
    });
  }

  const inTurn = (change: () => Promise<RulesChange>): Promise<RulesChange> => {
    const turn = changing.then(change);
    changing = turn.catch(() => undefined);
    return turn;
  };

  return {
    inForce: () => current.inForce(),
    reload: () =>
      inTurn(async () => {
        try {
          const rules = await read();
          const isSame = rules.set.sha256 === current.rules.set.sha256;
          if (!isSame) await takeOver(rules);
          [refused, rolledBackAt] = [null, null];
          return { kind: isSame ? 'unchanged' : 'taken-over' };
        } catch (error) {
          const faults = faultsOf(error);
          refused = { at: clock(), faults };
          log.error({ err: error, faults }, 'rules refused; those that answer stay');
          return { kind: 'refused', faults };
        }
      }),
    rollBack: () =>
      inTurn(async () => {
        if (previous === null) return { kind: 'none-before' };
        await takeOver(previous.rules);
        rolledBackAt = clock();
        return { kind: 'taken-over' };
      }),
    status: () => ({
      current: statusOf(current),
      previous: previous?.status ?? null,
      refused,
      rolledBackAt,
    }),
    answerer: {
      answer: async (call) => {
        const generation = current;
        generation.calls += 1;
        try {
          return await generation.answerer.answer(call);
        } finally {
          generation.calls -= 1;
          if (generation.calls === 0) generation.whenIdle();
        }
      },
      load: () => current.answerer.load(),
      close: async () => {
        if (closed) return;
        closed = true;
        await changing;
        await current.answerer.close();
      },
    },
  };
}

async function finish(generation: Generation): Promise<void> {
  if (generation.calls > 0) {
    await new Promise<void>((resolve) => {
      generation.whenIdle = resolve;
    });
  }
  await generation.answerer.close();
}

function statusOf(generation: Generation): RuleSetStatus {
  const { inForce, rules, since } = generation;
  return { sha256: rules.set.sha256, packs: inForce().knowledge.packs, since };
}

/** Sentences on files of rules, which hold no patient data. */
function faultsOf(error: unknown): readonly string[] {
  if (error instanceof RuleFileError) return error.faults;
  if (error instanceof ConfigError) return [error.message];
  return ['The rules could not be made to answer: see the log of the service.'];
}
