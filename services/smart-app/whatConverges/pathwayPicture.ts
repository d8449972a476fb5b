import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import { geneOf } from '../../../src/domain/alteration.ts';
import type { Convergence, ResistanceMechanism } from '../../../src/domain/conclusion.ts';
import { lastDetected } from '../../../src/engine/standing.ts';
import type { RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import type { Judgement } from '../record/judge.ts';
import type { Format } from '../wording/format.ts';
import { MATERIALS } from '../wording/words.ts';
import { pathwayRows } from './pathwayRows.ts';

/** A pathway as it is drawn: one row per node, signals going down to what the tumour lives on. */
export interface PathwayPicture {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

export interface PictureNode {
  readonly id: string;
  readonly label: string;
  /** The full name, where the label is shorter. */
  readonly name: string;
  /** 0 for the main way down, 1 for what joins it from the side. */
  readonly column: 0 | 1;
  readonly drugs: readonly {
    readonly drug: string;
    readonly label: string;
    readonly given: boolean;
  }[];
  readonly mechanisms: readonly PictureMechanism[];
  /** Feedback that treatment released comes alive here. */
  readonly escapes: readonly { readonly what: string; readonly under: string }[];
  readonly intercepts: 'all' | 'part' | null;
  readonly isOutput: boolean;
}

export interface PictureMechanism {
  readonly id: string;
  readonly name: string;
  /** How much, where and when it was found last. */
  readonly found: string;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'activates' | 'inhibits' | 'feedback';
}

/** More drugs than these at one node would not be read; the list beside names all that matter. */
const DRUGS_SHOWN = 4;
const LONG_NAME = 24;

/** What must be overcome: the mechanisms that the engine set against the options, else all that stand. */
export function mechanismsAtIssue({ found }: Judgement): readonly ResistanceMechanism[] {
  const named = new Set([
    ...(found.convergence?.mechanisms ?? []),
    ...(found.strategies[0]?.coverage.map(({ mechanism }) => mechanism) ?? []),
  ]);
  return named.size > 0
    ? found.mechanisms.filter(({ id }) => named.has(id))
    : found.mechanisms.filter(({ standing }) => standing !== 'cleared');
}

/** The pathways that the patient's mechanisms enter, with what acts where. */
export function pathwayPictures(
  judgement: Judgement,
  files: Pick<RuleBaseFiles, 'pathways'>,
  format: Format,
): readonly PathwayPicture[] {
  const mechanisms = mechanismsAtIssue(judgement);
  return files.pathways.flatMap((file) => {
    const entered = mechanisms.some((m) => m.entersAt.some(({ pathway }) => pathway === file.id));
    return entered ? [pictureOf(file, mechanisms, judgement, format)] : [];
  });
}

/** Mechanisms that enter no pathway: lineage, immune escape, loss of the target. */
export function outsidePathways(judgement: Judgement): readonly ResistanceMechanism[] {
  return mechanismsAtIssue(judgement).filter(({ entersAt }) => entersAt.length === 0);
}

function pictureOf(
  file: RuleBaseFiles['pathways'][number],
  mechanisms: readonly ResistanceMechanism[],
  judgement: Judgement,
  format: Format,
): PathwayPicture {
  const { found, knowledge } = judgement;
  const meeting = found.convergence;
  const altered = new Set(
    mechanisms.flatMap((m) => {
      const gene = geneOf(m.alteration);
      return gene === null ? [] : [knowledge.terminology.genes.get(gene)?.node ?? ''];
    }),
  );
  const rows = pathwayRows(file, altered);
  const ids = new Set(rows.map(({ id }) => id));
  const escapes = (meeting?.escapes ?? []).filter(({ pathway }) => pathway === file.id);
  const names = new Map(file.nodes.map(({ id, name }) => [id, name]));
  return {
    id: file.id,
    name: file.name,
    nodes: rows.map(({ id, column }) => {
      const name = names.get(id) ?? id;
      return {
        id,
        name,
        label: name.length > LONG_NAME ? id.replaceAll('-', ' ') : name,
        column,
        drugs: drugsAt(id, judgement),
        mechanisms: mechanisms
          .filter((m) => m.entersAt.some((e) => e.pathway === file.id && e.node === id))
          .map((m) => ({
            id: m.id,
            name: alterationLabel(m.alteration, knowledge),
            found: foundLast(m, judgement, format),
          })),
        escapes: escapes
          .filter(({ node }) => node === id)
          .map(({ genes, under }) => ({
            what: genes.length > 0 ? genes.join(', ') : name,
            under: under.map((d) => drugName(d, knowledge)).join(', '),
          })),
        intercepts: interceptionAt(id, file.id, meeting),
        isOutput: id === file.output,
      };
    }),
    edges: file.edges.flatMap(({ from, to, kind, diseases, under }): PictureEdge[] => {
      if (!ids.has(from) || !ids.has(to) || from === to) return [];
      if (kind === 'feedback') {
        return escapes.some(({ node }) => node === to) ? [{ from, to, kind }] : [];
      }
      return diseases === undefined && under === undefined ? [{ from, to, kind }] : [];
    }),
  };
}

function interceptionAt(
  node: string,
  pathway: string,
  meeting: Convergence | undefined,
): PictureNode['intercepts'] {
  const own = meeting?.nodes.find((n) => n.node === node && n.pathway === pathway);
  if (meeting === undefined || own === undefined) return null;
  const all = meeting.mechanisms.length + meeting.escapes.length;
  return own.intercepts.length + own.blocks.length === all ? 'all' : 'part';
}

/** Drugs the patient had, then those of the options and of the node itself. */
function drugsAt(node: string, { answer, found, knowledge }: Judgement): PictureNode['drugs'] {
  const { drugs } = knowledge.terminology;
  const acts = (drug: string): boolean => drugs.get(drug)?.node === node;
  const given = new Map<string, number>();
  for (const line of answer.evaluation.lines) {
    for (const drug of line.drugs.filter(acts)) given.set(drug, line.number);
  }
  const offered = [
    ...found.strategies.filter(({ status }) => status !== 'discontinued').flatMap((o) => o.drugs),
    ...(found.convergence?.nodes.filter((n) => n.node === node) ?? []).flatMap((n) =>
      n.drugs.map(({ drug }) => drug),
    ),
  ].filter((drug) => acts(drug) && !given.has(drug));
  const all = [
    ...[...given].map(([drug, line]) => ({
      drug,
      label: `${drugName(drug, knowledge)} (line ${String(line)})`,
      given: true,
    })),
    ...[...new Set(offered)].map((drug) => ({
      drug,
      label: drugName(drug, knowledge),
      given: false,
    })),
  ];
  return all.length <= DRUGS_SHOWN
    ? all
    : [
        ...all.slice(0, DRUGS_SHOWN - 1),
        {
          drug: 'others',
          label: `and ${String(all.length - DRUGS_SHOWN + 1)} more`,
          given: false,
        },
      ];
}

function foundLast(mechanism: ResistanceMechanism, { answer }: Judgement, format: Format): string {
  const last = lastDetected(mechanism.track);
  if (last === null) return 'not measured';
  const sample = answer.record.samples.get(last.sampleId);
  const amount =
    last.copyNumber !== null
      ? `${format.number(last.copyNumber)} copies`
      : last.fraction === null
        ? 'detected'
        : format.percent(last.fraction);
  return `${amount}, ${sample?.site ?? MATERIALS[last.material]}`;
}
