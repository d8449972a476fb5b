import { geneOf } from '../domain/alteration.ts';
import type {
  AdaptiveEscape,
  Convergence,
  InterceptingNode,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { alterationInMarkdown, drugName, STATUS_WORDS } from './detail.ts';
import { escapeMarkdown, section } from './markdown.ts';
import { allOf, listed } from '../domain/sentence.ts';

/** The nodes that matter most come first; the command line prints the whole graph. */
const NODES_SHOWN = 3;
const DRUGS_SHOWN = 3;

/** Where several mechanisms meet, node by node: what each intercepts, what it leaves, what it opens. */
export function convergenceSection(
  meeting: Convergence | undefined,
  mechanisms: readonly ResistanceMechanism[],
  options: readonly Strategy[],
  knowledge: KnowledgeBase,
): readonly string[] {
  if (meeting === undefined) return [];
  const nameOf = namesIn(meeting, mechanisms, knowledge);
  const total = meeting.mechanisms.length + meeting.escapes.length;
  const coversAll = (node: InterceptingNode): boolean =>
    node.intercepts.length + node.blocks.length === total;
  const covering = meeting.nodes.filter(coversAll);
  const worthNaming = covering.length > 0 ? covering : meeting.nodes;
  const lines = worthNaming.slice(0, NODES_SHOWN).map((node) => {
    const caught = [...node.intercepts, ...node.blocks];
    const covered = coversAll(node) ? allThatMeets(meeting) : listed(caught.map(nameOf));
    const missed = node.misses.map((m) => `${nameOf(m.mechanism)} (${escapeMarkdown(m.why)})`);
    const drugs = node.drugs
      .slice(0, DRUGS_SHOWN)
      .map(
        ({ drug, status }) =>
          `${drugName(drug, knowledge)} (${withPartner(drug, options, knowledge) ?? STATUS_WORDS[status]})`,
      );
    const sentences = [
      `**${nodeName(node, mechanisms, knowledge)}** intercepts ${covered}${missed.length === 0 ? '' : `; misses ${listed(missed)}`}.`,
      `Drugs there: ${drugs.join(', ')}${node.drugs.length > DRUGS_SHOWN ? ' and others' : ''}.`,
      ...(node.triedWith.length === 0
        ? []
        : [
            `Progression came under ${listed(node.triedWith.map((d) => drugName(d, knowledge)))}, which act there.`,
          ]),
      ...(node.reopens.length === 0
        ? []
        : [
            `Blocking it is known to re-open ${listed(node.reopens.map((e) => escapeName(e, knowledge)))}: a partner is needed there.`,
          ]),
    ];
    return `- ${sentences.join(' ')}`;
  });
  const lesions =
    meeting.lesions.length > 1
      ? [
          `- Found in ${String(meeting.lesions.length)} lesions: ${listed(meeting.lesions.map(escapeMarkdown))}.`,
        ]
      : [];
  const set =
    meeting.smallestSet === null
      ? []
      : [
          `- No single node intercepts all; the smallest set that does is ${listed(meeting.smallestSet)}.`,
        ];
  return [
    ...section('Where they converge', [...lines, ...lesions, ...set]),
    'This follows from the pathway; it is not evidence that a drug there helps this patient. The options say what has been shown. Blocking a shared node may delay resistance and does not end it: look again at the next progression.',
  ];
}

/** A drug that is approved here with a partner only: `approved with fulvestrant`. */
function withPartner(
  drug: DrugId,
  options: readonly Strategy[],
  knowledge: KnowledgeBase,
): string | null {
  const using = options.filter((o) => o.status === 'approved' && o.drugs.includes(drug));
  const [first] = using;
  if (first === undefined || using.some((o) => o.drugs.length === 1)) return null;
  const partners = first.drugs.filter((d) => d !== drug).map((d) => drugName(d, knowledge));
  return `${STATUS_WORDS.approved} with ${listed(partners)}`;
}

function allThatMeets({ mechanisms, escapes }: Convergence): string {
  const alterations = allOf(mechanisms.length, 'alterations');
  return escapes.length === 0
    ? alterations
    : `${alterations} and the feedback that treatment released`;
}

function namesIn(
  meeting: Convergence,
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): (id: string) => string {
  const names = new Map<string, string>([
    ...mechanisms.map((m) => [m.id, alterationInMarkdown(m.alteration, knowledge)] as const),
    ...meeting.escapes.map((e) => [e.id, escapeName(e, knowledge)] as const),
  ]);
  return (id) => names.get(id) ?? id;
}

/** A feedback that drugs release: `signalling of EGFR released by trametinib`. */
function escapeName(escape: AdaptiveEscape, knowledge: KnowledgeBase): string {
  const node = knowledge.pathways.get(escape.pathway)?.nodeNames.get(escape.node) ?? escape.node;
  const what = escape.genes.length > 0 ? listed(escape.genes) : node;
  return `${what} (feedback released by ${listed(escape.under.map((d) => drugName(d, knowledge)))})`;
}

/** A node that is itself altered goes by its genes: the same receptor family is many different targets. */
function nodeName(
  { node, pathway, intercepts }: InterceptingNode,
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): string {
  const altered = mechanisms.filter(
    (m) => intercepts.includes(m.id) && m.entersAt.some((entry) => entry.node === node),
  );
  const genes = [...new Set(altered.flatMap((m) => geneOf(m.alteration) ?? []))];
  const name = knowledge.pathways.get(pathway)?.nodeNames.get(node) ?? node;
  return genes.length > 0 && altered.length === intercepts.length
    ? `${listed(genes)} itself`
    : name;
}
