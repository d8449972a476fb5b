/**
 * What the rules cost. First from disk to compiled, released as the service finds them; then a patient
 * against the real rule base and, in the same rounds, against one of 10,000 rules. The 9,800 others are
 * copies of the real ones about other genes and drugs: half of them of the same diseases, half of others,
 * so that the answers are the same (checked) and only finding the rules can cost more.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesCommand } from '../../services/cli/rules/rulesCommand.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import { momentsOf } from '../../services/demo-ehr/storyAnswer.ts';
import { readRuleBase } from '../../services/rule-store/readRuleBase.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { evaluate } from '../../src/evaluate.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { compileKnowledge } from '../../src/rulebase/compileKnowledge.ts';
import type { Conclusion } from '../../src/domain/conclusion.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { PackInForce, RuleBaseFiles, RuleFile } from '../../src/rulebase/ruleFiles.ts';

const TODAY = '2026-11-23';
const LOADS = 15;
const ROUNDS = 40;
const CALLS_PER_ROUND = 10;
const SETS_OF_NAMES = 4;
const RULES = 10_000;

if (!process.argv.includes('--evaluation')) measureLoading();
measureEvaluation();

function measureLoading(): void {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    cpSync('rules', folder, { recursive: true });
    const said: string[] = [];
    const output = {
      print: (line: string) => void said.push(line),
      complain: (line: string) => void said.push(line),
    };
    // Whatever of the working copy is not released yet is released in the copy.
    if (rulesCommand(['release', '--rules', folder, '--as-of', TODAY], output) !== 0) {
      throw new Error(said.join('\n'));
    }
    const released = timed(LOADS, () => openRuleStore(folder).knowledge(TODAY));
    const draft = timed(LOADS, () => openRuleStore(folder, 'draft').knowledge(TODAY));
    print(
      `from disk to compiled, released: first ${ms(released[0] ?? 0)}, median ${ms(median(released))}`,
    );
    print(
      `from disk to compiled, working copy with all checks of form: median ${ms(median(draft))}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureEvaluation(): void {
  const files = readRuleBase('rules');
  const real = compiled(files);
  const large = compiled(synthetic(files, RULES));
  print(`rules and tables: ${String(count(files))} real, ${String(RULES)} synthetic`);
  print('patient                      real µs  10,000 µs   ratio');
  const ratios: number[] = [];
  for (const story of readStories()) {
    const [a, b] = [real, large].map((knowledge) => evaluator(story, knowledge));
    if (a === undefined || b === undefined) continue;
    if (JSON.stringify(a()) !== JSON.stringify(b())) {
      throw new Error(`${story.id}: rules about other genes and drugs change the answer`);
    }
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      // In turn, so that what else the machine does falls on both.
      const first = round % 2;
      for (const side of [first, 1 - first] as const) {
        times[side === 0 ? 0 : 1].push(...timed(CALLS_PER_ROUND, side === 0 ? a : b));
      }
    }
    // The fastest of many: what else the machine does only ever adds.
    const [small, big] = times.map((list) => Math.min(...list));
    if (small === undefined || big === undefined) continue;
    ratios.push(big / small);
    print(`${story.id.padEnd(26)} ${micro(small)} ${micro(big)}   ${(big / small).toFixed(2)}`);
  }
  print(`median ratio over patients: ${median(ratios).toFixed(3)}`);
}

/** The whole evaluation of a patient, reading included, with every order of the story at once. */
function evaluator(
  story: ReturnType<typeof readStories>[number],
  knowledge: KnowledgeBase,
): () => readonly Conclusion[] {
  const resources = [patientBundle(story, TODAY)];
  const drafts = draftOrders(
    story.id,
    momentsOf(story).flatMap(({ orders }) => orders),
  );
  return () =>
    evaluate({
      resources,
      patient: story.id,
      draftOrders: drafts,
      selections: [],
      asOf: TODAY,
      knowledge,
      unavailable: [],
    }).evaluation.conclusions;
}

/** A rule base of so many rules: the real one, and copies of it about genes, drugs and diseases of their own. */
function synthetic(files: RuleBaseFiles, size: number): RuleBaseFiles {
  const { genes, drugs, drugClasses, diseases } = files.terminology;
  const own = count(files);
  const copies = Math.ceil((size - own) / own);
  const table = {
    genes: { ...genes },
    drugs: { ...drugs },
    drugClasses: { ...drugClasses },
    diseases: { ...diseases },
  };
  const packs: PackInForce[] = [...files.packs];
  let left = size - own;
  for (let copy = 1; copy <= copies; copy += 1) {
    const elsewhere = copy % 2 === 0;
    // As many names as a base of that size would have: each is in many rules, as the real ones are.
    const names = String(copy % SETS_OF_NAMES);
    const gene = (id: string): string => `${id}X${names}`;
    const other = (id: string): string => `${id}-x${names}`;
    const numbered = (id: string): string => `${id}-${String(copy)}`;
    const disease = elsewhere ? other : (id: string): string => id;
    for (const [id, entry] of Object.entries(genes))
      table.genes[gene(id)] = { ...entry, aliases: [], sequences: [] };
    for (const [id, entry] of Object.entries(drugClasses)) {
      table.drugClasses[other(id)] = {
        name: entry.name,
        antineoplastic: entry.antineoplastic,
        ...(entry.parent !== undefined && { parent: other(entry.parent) }),
      };
    }
    for (const [id, entry] of Object.entries(drugs)) {
      const { class: of, status } = entry;
      table.drugs[other(id)] = {
        status,
        name: other(id),
        class: other(of),
        targets: (entry.targets ?? []).map(gene),
      };
    }
    if (elsewhere) {
      for (const [id, { name, parent }] of Object.entries(diseases)) {
        table.diseases[other(id)] = {
          name: `${name} ${String(copy)}`,
          ...(parent !== undefined && { parent: other(parent) }),
        };
      }
    }
    for (const pack of files.packs) {
      const rules = pack.rules.filter(({ kind }) => kind !== 'thresholds').slice(0, left);
      left -= rules.length;
      packs.push({
        manifest: { ...pack.manifest, id: numbered(pack.manifest.id) },
        hash: pack.hash,
        rules: rules.map((rule) =>
          renamed(rule, { gene, drug: other, disease, rule: numbered }, files),
        ),
      });
    }
  }
  return { ...files, terminology: { ...files.terminology, ...table }, packs };
}

interface Renaming {
  readonly gene: (id: string) => string;
  readonly drug: (id: string) => string;
  readonly disease: (id: string) => string;
  readonly rule: (id: string) => string;
}

/** Every name in a rule replaced by that of the copy. */
function renamed(rule: RuleFile, to: Renaming, { terminology }: RuleBaseFiles): RuleFile {
  const isDrug = (text: string): boolean =>
    Object.hasOwn(terminology.drugs, text) || Object.hasOwn(terminology.drugClasses, text);
  const text = (value: string): string => {
    if (isDrug(value)) return to.drug(value);
    if (Object.hasOwn(terminology.diseases, value)) return to.disease(value);
    // A change of tumour type is no gene's, and would be that of these patients.
    if (value.startsWith('histology ')) return `${to.gene('KRAS')} amplification`;
    const [first = '', ...rest] = value.split(' ');
    return rest.length > 0 &&
      Object.hasOwn(terminology.genes, first) &&
      /^[A-Za-z0-9_* ]+$/.test(value)
      ? [to.gene(first), ...rest].join(' ')
      : value;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        isDrug(key) ? to.drug(key) : key,
        key === 'evidence' ||
        key === 'statement' ||
        key === 'title' ||
        key === 'excludedBy' ||
        key === 'test'
          ? member
          : walk(member),
      ]),
    );
  };
  const copy = { ...(walk(rule) as RuleFile), id: to.rule(rule.id) };
  // What is offered for a disease whatever is in the tumour would be offered to these patients too.
  return copy.kind === 'option' && copy.when.present === undefined
    ? { ...copy, when: { ...copy.when, present: [`${to.gene('KRAS')} amplification`] } }
    : copy;
}

function compiled(files: RuleBaseFiles): KnowledgeBase {
  const result = compileKnowledge(files);
  if (!result.ok) throw new Error(result.faults.slice(0, 10).join('\n'));
  return result.knowledge;
}

function count({ packs }: RuleBaseFiles): number {
  return packs.reduce((sum, { rules }) => sum + rules.length, 0);
}

function timed(times: number, run: () => unknown): readonly number[] {
  return Array.from({ length: times }, () => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
function micro(value: number): string {
  return (value * 1_000).toFixed(0).padStart(9);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
