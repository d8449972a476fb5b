import { alterationName } from '../domain/alteration.ts';
import type {
  Coverage,
  ResistanceMechanism,
  SequenceStep,
  Strategy,
  TherapyStatus,
} from '../domain/conclusion.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import { uniqueEvidence } from './mechanisms.ts';
import { lastDetected } from './standing.ts';
import { STATUS_RANK } from './strategies.ts';

/**
 * One drug after the other, steered by the clones: first what overcomes the dominant rising clone,
 * then what overcomes the next that is left. `null` when fewer than two steps come of it.
 */
export function orderedSequence(
  options: readonly Strategy[],
  mechanisms: readonly ResistanceMechanism[],
): Strategy | null {
  const usable = options.filter(isUsable);
  const left = new Set(mechanisms.map((m) => m.id));
  const chosen: { readonly option: Strategy; readonly step: SequenceStep }[] = [];
  for (const mechanism of dominantFirst(mechanisms)) {
    if (!left.has(mechanism.id)) continue;
    const option = usable.find((o) => overcomes(o).includes(mechanism.id));
    if (option === undefined) continue;
    const covered = overcomes(option).filter((id) => left.has(id));
    for (const id of covered) left.delete(id);
    chosen.push({
      option,
      step: { strategy: option.id, drugs: option.drugs, overcomes: covered },
    });
  }
  return chosen.length <= 1 ? null : strategyOf(chosen, mechanisms);
}

/** Targeted, to be had, and with nothing in the record that speaks against it. */
function isUsable({ form, status, gates, overlap }: Strategy): boolean {
  return (
    (form === 'switch' || form === 'add' || form === 'combine' || form === 'trial') &&
    status !== 'discontinued' &&
    gates.every((g) => g.verdict !== 'not-met') &&
    overlap?.verdict !== 'not-met'
  );
}

/** What an option is known to overcome. */
function overcomes({ coverage }: Strategy): readonly string[] {
  return coverage.filter((c) => c.verdict === 'overcomes').map((c) => c.mechanism);
}

/** Rising clones before the others, then the largest, by fraction or copies. */
function dominantFirst(mechanisms: readonly ResistanceMechanism[]): readonly ResistanceMechanism[] {
  const rises = ({ track }: ResistanceMechanism): boolean =>
    track.trend === 'rising' || track.trend === 'emergent';
  const fraction = ({ track }: ResistanceMechanism): number => lastDetected(track)?.fraction ?? 0;
  const copies = ({ track }: ResistanceMechanism): number => lastDetected(track)?.copyNumber ?? 0;
  return [...mechanisms].sort((a, b) =>
    firstDifference(
      Number(rises(b)) - Number(rises(a)),
      fraction(b) - fraction(a),
      copies(b) - copies(a),
      compareText(a.id, b.id),
    ),
  );
}

function strategyOf(
  chosen: readonly { readonly option: Strategy; readonly step: SequenceStep }[],
  mechanisms: readonly ResistanceMechanism[],
): Strategy {
  const options = chosen.map(({ option }) => option);
  const stepOf = (id: string): number =>
    chosen.findIndex(({ step }) => step.overcomes.includes(id));
  const name = (id: string): string => {
    const mechanism = mechanisms.find((m) => m.id === id);
    return mechanism === undefined ? id : alterationName(mechanism.alteration);
  };
  const coverage = mechanisms.map(({ id }): Coverage => {
    const at = stepOf(id);
    const own = options[at]?.coverage.find((c) => c.mechanism === id);
    return own === undefined
      ? { mechanism: id, verdict: 'leaves', why: 'no step overcomes it', level: null }
      : { ...own, why: `step ${String(at + 1)}: ${own.why}` };
  });
  const said = chosen.map(
    ({ option, step }) => `${option.title} against ${step.overcomes.map(name).join(', ')}`,
  );
  const worst = options.reduce<TherapyStatus>(
    (status, o) => (STATUS_RANK[o.status] > STATUS_RANK[status] ? o.status : status),
    'approved',
  );
  return {
    kind: 'strategy',
    id: `sequence:${options.map((o) => o.id).join(',')}`,
    form: 'sequence',
    title: `In sequence: ${options.map((o) => o.title).join(', then ')}`,
    drugs: [...new Set(options.flatMap((o) => o.drugs))],
    test: null,
    status: worst,
    statusBasis: null,
    tradeOff:
      'Each step leaves the other clones, which may grow meanwhile; a clone that shrinks is not gone.',
    coverage,
    coveredShare: null,
    conditions: options.flatMap((o) => o.conditions),
    gates: [],
    overlap: null,
    steps: chosen.map(({ step }) => step),
    orderable: false,
    statement: `${said.join('; then ')}. Plasma before each step tells which clone leads.`,
    because: {
      rules: options.flatMap((o) => o.because.rules),
      evidence: uniqueEvidence(options.flatMap((o) => o.because.evidence)),
      resources: [],
    },
  };
}
