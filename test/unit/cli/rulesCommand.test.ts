import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  MechanismRule,
  OptionRule,
  SensitivityTable,
} from '../../../src/rulebase/ruleFiles.ts';
import { canonicalJson } from '../../../src/rulebase/canonicalJson.ts';
import { openRuleStore } from '../../../services/rule-store/ruleStore.ts';
import { TODAY } from '../../builders/aCase.ts';
import { rulesFolder, type RulesFolder } from '../../builders/rulesFolder.ts';

/** Every pack released once, lung as 1.0.0: where the tests of what comes after begin. */
const released = rulesFolder();
let firstRelease: ReturnType<RulesFolder['run']>;
beforeAll(() => {
  released.raise('lung', '1.0.0');
  firstRelease = released.run('release');
}, 60_000);
afterAll(() => {
  released.remove();
});

let rules: RulesFolder;
beforeEach(() => {
  rules = rulesFolder(released.path);
});
afterEach(() => {
  rules.remove();
});

const T790M = 'packs/lung/options/osimertinib-t790m.rule.json';

/** Osimertinib for T790M is offered no more. */
function retireOsimertinib(): void {
  rules.edit(T790M, (rule: OptionRule) => ({
    ...rule,
    retired: { on: '2026-12-01', reason: 'A test takes the option away.' },
  }));
}

describe('rules release', () => {
  test('freezes every pack as canonical JSON and locks it with the hash of its file', () => {
    const { code, out, err } = firstRelease;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { releases } = JSON.parse(rules.text('rulebase.lock.json')) as {
      releases: Record<string, { sha256: string; effectiveFrom: string }>;
    };
    const files = readdirSync(join(rules.path, 'releases')).sort();
    expect(files).toEqual(
      Object.keys(releases)
        .map((name) => `${name}.json`)
        .sort(),
    );
    expect(files.length).toBe(readdirSync(join(rules.path, 'packs')).length + 1);
    for (const [name, { sha256 }] of Object.entries(releases)) {
      const bytes = readFileSync(join(rules.path, 'releases', `${name}.json`));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(out).toContain(`Released ${name}, the first version`);
    }
  });

  test('gives the same knowledge as the files it was made from, and does so again', () => {
    const lock = rules.text('rulebase.lock.json');
    const [before, released] = (['draft', 'released'] as const).map((origin) =>
      canonicalJson(openRuleStore(rules.path, origin).files(TODAY)),
    );
    expect(released === before).toBe(true);
    expect(rules.run('release').out).toContain('Every pack is released as it is.');
    expect(rules.text('rulebase.lock.json')).toBe(lock);
  });

  test('a draft is looked at before the day on which it is to come into force', () => {
    const pack = rules.text('packs/lung/pack.json');
    rules.edit('packs/lung/pack.json', (manifest: object) => ({
      ...manifest,
      effectiveFrom: '2031-01-01',
    }));
    const { packs } = openRuleStore(rules.path, 'draft').files(TODAY);
    expect(packs.map(({ manifest }) => manifest.id)).toContain('lung');
    rules.write('packs/lung/pack.json', pack);
  });

  test('refuses a change under a version that is released', () => {
    retireOsimertinib();
    const { code, err } = rules.run('release');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Pack lung differs from lung@\S+, which is released and stays as it is: /m,
    );
    expect(err).toContain('Nothing is released.');
  });

  test('refuses a step that is too small, and says which is large enough', () => {
    retireOsimertinib();
    rules.raise('lung', '1.1.0');
    const { code, err } = rules.run('release');
    expect(code).toBe(1);
    expect(err).toContain(
      'Pack lung goes from 1.0.0 to 1.1.0, a minor step, but its changes are major: the version must be 2.0.0 or higher',
    );
    expect(existsSync(join(rules.path, 'releases/lung@1.1.0.json'))).toBe(false);
  });

  test('refuses a version of which the changelog says nothing', () => {
    rules.raise('lung', '1.0.1');
    rules.write('packs/lung/CHANGELOG.md', '# Lung cancer\n\n## 1.0.1\n\n## 1.0.0\n\nFirst.\n');
    const { code, err } = rules.run('release');
    expect(code).toBe(1);
    expect(err).toContain(
      'Pack lung: its CHANGELOG.md has no entry "## 1.0.1" that says what changes for patients.',
    );
  });

  test('releases the larger version beside the first, which stays loadable', () => {
    retireOsimertinib();
    rules.raise('lung', '2.0.0');
    rules.edit('packs/lung/pack.json', (manifest: object) => ({
      ...manifest,
      effectiveFrom: '2026-12-01',
    }));
    expect(rules.run('release', 'lung')).toMatchObject({ code: 0, err: '' });

    const store = openRuleStore(rules.path);
    const offers = (asOf: string, pins = {}): boolean =>
      store
        .knowledge(asOf, pins)
        .options.some(({ rule }) => rule.rule === 'lung/osimertinib-t790m');
    expect({ before: offers('2026-11-30'), after: offers('2026-12-01') }).toEqual({
      before: true,
      after: false,
    });
    expect(offers('2026-12-01', { lung: '1.0.0' })).toBe(true);
    expect(offers('2026-11-30', { lung: '2.0.0' })).toBe(false);
    expect(store.knowledge('2026-12-01')).toBe(store.knowledge('2027-01-01'));
  });
});

describe('rules check', () => {
  test('prints the size of the rule base, and is content with it', () => {
    const { code, out, err } = rules.run('check');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^\d+ packs, \d+ rules and tables/m);
    expect(out).toMatch(/^\d+ sources: \d+ verified against a record, \d+ not verified/m);
    expect(out).toMatch(/^(\d+) cases checked, 0 failed$/m);
  });

  test('finds a release that was changed afterwards, byte by byte', () => {
    const name = readdirSync(join(rules.path, 'releases')).find((n) => n.startsWith('lung@')) ?? '';
    rules.write(`releases/${name}`, `${rules.text(`releases/${name}`)}\n`);
    const { code, err } = rules.run('check');
    expect(code).toBe(1);
    expect(err).toContain(`releases/${name}: is not the file that was released.`);
    expect(rules.run('lock')).toMatchObject({ code: 1 });
    expect(() => openRuleStore(rules.path).knowledge(TODAY)).toThrow(/is not the file/);
  });

  test('a case that its rule does not answer as it says', () => {
    rules.edit('packs/lung/options/osimertinib-t790m.cases.json', (cases: object) => ({
      ...cases,
      matches: [{ reason: 'No T790M at all.', disease: 'nsclc', tumour: ['EGFR L858R'] }],
    }));
    expect(rules.run('check').err).toBe(
      'Rule lung/osimertinib-t790m does not speak but should: No T790M at all.\n',
    );
  });

  test('a retired rule keeps its cases, and none of them may match any more', () => {
    retireOsimertinib();
    rules.raise('lung', '2.0.0');
    expect(rules.run('check')).toMatchObject({ code: 0, err: '' });
  });

  test.each<[string, string, (content: never) => unknown, string]>([
    [
      'a strong claim without a sentence',
      'packs/lung/mechanisms/met-amplification.rule.json',
      (rule: MechanismRule) => ({
        ...rule,
        evidence: [{ source: 'mok-2017-aura3', level: 'A' }],
      }),
      'packs/lung/mechanisms/met-amplification.rule.json, evidence 1: "shows" is missing. Evidence of level A or B must say in one sentence what the source shows for this rule.',
    ],
    [
      'a call that is none of the three',
      'packs/lung/sensitivity/alk.rule.json',
      (table: SensitivityTable) => ({
        ...table,
        rows: [
          {
            ...table.rows[0],
            alteration: 'ALK G1202R',
            calls: { lorlatinib: { call: 'sensitive', confidence: 'high', evidence: [] } },
          },
        ],
      }),
      'packs/lung/sensitivity/alk.rule.json, row 1 (ALK G1202R), lorlatinib, call: "sensitive" is not allowed here; write one of "S", "R" or "I". S works, R does not work, I in between or disputed.',
    ],
    [
      'a member that nobody knows',
      'packs/lung/pack.json',
      (manifest: object) => ({ ...manifest, owner: 'me' }),
      'packs/lung/pack.json: "owner" is not a member of this. Known are "id", "name", "version", "effectiveFrom", "effectiveTo" or "reviewers".',
    ],
    [
      'an approved therapy without strong evidence',
      T790M,
      (rule: OptionRule) => ({ ...rule, evidence: [{ source: 'mok-2017-aura3', level: 'C' }] }),
      `${T790M}, evidence: none of the entries is of the kind that this claim needs. A therapy called approved needs evidence of level A or B.`,
    ],
    [
      'an id that is not that of the file',
      T790M,
      (rule: OptionRule) => ({ ...rule, id: 'lung/other' }),
      `${T790M}: its id must be "lung/osimertinib-t790m", like its pack and file.`,
    ],
  ])('%s', (_name, file, change, sentence) => {
    rules.edit(file, change);
    expect(() => rules.run('check')).toThrow(sentence);
  });
});

describe('rules lock', () => {
  test('writes the lock file anew from the releases', () => {
    const lock = rules.text('rulebase.lock.json');
    rules.write('rulebase.lock.json', lock.replace(/,?\s*"lung@[^}]+\}/, ''));
    expect(rules.run('check').err).toMatch(
      /^releases\/lung@\S+\.json: is not in rulebase.lock.json/m,
    );
    expect(rules.run('lock')).toMatchObject({ code: 0, err: '' });
    expect(rules.text('rulebase.lock.json')).toBe(lock);
  });
});

describe('rules diff', () => {
  test('of the same is nothing', () => {
    const { out } = rules.run('diff', 'released', 'draft');
    expect(out).toContain('What the rules say: the same');
    expect(out).toContain('all answered alike');
    expect(out).toContain('No new version is needed.');
  });

  test('names the patients whose cards change, how, and the step to take', () => {
    retireOsimertinib();
    const { out } = rules.run('diff', 'lung@1.0.0', 'lung');
    expect(out).toContain('lung/osimertinib-t790m: is retired (major)');
    expect(out).toMatch(/lung-t790m, today, ordering gefitinib.* \(major\)/);
    expect(out).toContain('no longer suggested: Replace by Osimertinib for EGFR T790M');
    expect(out).toContain('Proposed: a major version.');
  });

  test('of words alone is a patch, even where a card shows them', () => {
    rules.edit(T790M, (rule: OptionRule) => ({ ...rule, tradeOff: 'Said in other words.' }));
    const { out } = rules.run('diff', 'lung@1.0.0', 'lung');
    expect(out).toContain('worded otherwise');
    expect(out).toContain('Proposed: a patch version.');
  });

  test('of a version that is not there says which are', () => {
    expect(() => rules.run('diff', 'lung@9.9.9')).toThrow(
      /^There is no version "lung@9\.9\.9"\. .*lung@/,
    );
  });
});

describe('rules explain', () => {
  test('tells a rule as a physician would: what, for whom, evidence, cases, history', () => {
    rules.edit(T790M, (rule: OptionRule) => ({ ...rule, tradeOff: 'Said in other words.' }));
    const { out } = rules.run('explain', 'lung/osimertinib-t790m');
    expect(out).toContain('Osimertinib for EGFR T790M\n');
    expect(out).toContain('\nhigh confidence\n');
    expect(out).toContain('For\n  Non-small cell lung cancer');
    expect(out).toContain('not in the tumour now: EGFR C797S, change to Small cell lung cancer');
    expect(out).toMatch(/level A: Mok TS et al\., N Engl J Med, 2017/);
    expect(out).toMatch(/It must speak for\n {2}Non-small cell lung cancer; tumour: EGFR exon 19/);
    expect(out).toMatch(/lung@1\.0\.0, in force from \S+: first version/);
    expect(out).toContain('working copy: "tradeOff" is worded anew');
  });

  test('says of a patient without earlier therapy that there was none', () => {
    const { out } = rules.run('explain', 'gist/kit');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'tumour: KIT exon 11 deletion; before: nothing; ordered: imatinib;',
    );
  });

  test('says that a rule is retired, why, and what took its place', () => {
    rules.edit(T790M, (rule: OptionRule) => ({
      ...rule,
      retired: {
        on: '2026-12-01',
        reason: 'A test takes the option away.',
        replacedBy: 'lung/egfr',
      },
    }));
    expect(rules.run('explain', 'lung/osimertinib-t790m').out).toContain(
      'Retired on 2026-12-01: A test takes the option away. It is replaced by lung/egfr.',
    );
  });

  test('of a rule that is not there names those that sound alike', () => {
    expect(() => rules.run('explain', 'breast/osimertinib-t790m')).toThrow(
      'There is no rule "breast/osimertinib-t790m". Similar: lung/osimertinib-t790m.',
    );
  });
});
