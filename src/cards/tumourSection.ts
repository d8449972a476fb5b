import type { TumourSeen } from '../domain/conclusion.ts';
import { listed } from '../domain/sentence.ts';
import { lastDetected } from '../engine/standing.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { alterationInMarkdown, amount, sampleName } from './detail.ts';
import { escapeMarkdown, lines } from './markdown.ts';

/** Who wants more opens the app: the largest say on what the tumour lives. */
const FOUND_SHOWN = 5;

/** What a rule of orders rests on in this tumour: what was found, with amount and day, and what was looked for in vain. */
export function tumourSection(
  tumour: TumourSeen | null,
  answer: Answer,
  knowledge: KnowledgeBase,
): readonly string[] {
  if (tumour === null) return [];
  const nameOf = (sampleId: string): readonly string[] => {
    const sample = answer.record.samples.get(sampleId);
    return sample === undefined ? [] : [sampleName(sample)];
  };
  const found = tumour.found
    .map((track) => ({ track, last: lastDetected(track) }))
    .sort((a, b) => (b.last?.fraction ?? 0) - (a.last?.fraction ?? 0))
    .slice(0, FOUND_SHOWN)
    .map(({ track, last }) => {
      const name = `**${alterationInMarkdown(track.alteration, knowledge)}**`;
      return last === null
        ? name
        : `${name} ${[amount(last), ...nameOf(last.sampleId)].join(', ')}`;
    });
  const samplesOf = new Map<string, readonly string[]>();
  for (const { what, samples } of tumour.notFound) {
    const where = [...new Set(samples)].flatMap(nameOf).join('; ');
    samplesOf.set(where, [...(samplesOf.get(where) ?? []), what]);
  }
  const notFound = [...samplesOf].map(
    ([where, names]) => `- Looked for and not found: ${escapeMarkdown(byGene(names))} (${where})`,
  );
  return lines([...(found.length === 0 ? [] : [`- Found: ${found.join('; ')}`]), ...notFound]);
}

/** `BRAF V600, K601 and codon 469`: the gene once. */
function byGene(names: readonly string[]): string {
  const places = new Map<string, readonly string[]>();
  for (const name of names) {
    const [gene = '', ...rest] = name.replace(/ mutation$/, '').split(' ');
    places.set(gene, [...(places.get(gene) ?? []), rest.join(' ')]);
  }
  return listed([...places].map(([gene, at]) => `${gene} ${listed(at)}`));
}
