import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { LOCK_FILE } from '../../services/rule-store/lockFile.ts';
import { rulesCommand } from '../../services/cli/rules/rulesCommand.ts';
import { TODAY } from './aCase.ts';

/** A copy of rules that a test may change. */
export interface RulesFolder {
  readonly path: string;
  /** Rewrites a JSON file. */
  readonly edit: (name: string, change: (content: never) => unknown) => void;
  readonly text: (name: string) => string;
  readonly write: (name: string, content: string) => void;
  /** Sets a pack's version, with an entry in its changelog. */
  readonly raise: (pack: string, version: string) => void;
  /** `convergent rules ...` on the copy: what it printed, and its exit code. */
  readonly run: (...args: readonly string[]) => {
    readonly code: number;
    readonly out: string;
    readonly err: string;
  };
  readonly remove: () => void;
}

/** A copy of the project's rules as if none were released yet, or of another copy as it is. */
export function rulesFolder(of: string | null = null): RulesFolder {
  const path = mkdtempSync(join(tmpdir(), 'rules-'));
  if (of === null) {
    cpSync('rules', path, {
      recursive: true,
      filter: (name) => !/releases|rulebase\.lock\.json/.test(name),
    });
  } else {
    linkAll(of, path);
  }
  const text = (name: string): string => readFileSync(join(path, name), 'utf8');
  const write = (name: string, content: string): void => {
    // A new file: what is linked belongs to the other copy too.
    rmSync(join(path, name), { force: true });
    writeFileSync(join(path, name), content);
  };
  const edit: RulesFolder['edit'] = (name, change) => {
    write(name, JSON.stringify(change(JSON.parse(text(name)) as never), null, 2));
  };
  return {
    path,
    text,
    write,
    edit,
    raise: (pack, version) => {
      const folder = pack === 'terminology' ? pack : `packs/${pack}`;
      edit(`${folder}/pack.json`, (manifest: object) => ({ ...manifest, version }));
      write(
        `${folder}/CHANGELOG.md`,
        text(`${folder}/CHANGELOG.md`).replace(
          /^## /m,
          `## ${version} (in force from 1 December 2026)\n\n- What a test changes.\n\n## `,
        ),
      );
    },
    run: (...args) => {
      let out = '';
      let err = '';
      const code = rulesCommand([...args, '--rules', path, '--as-of', TODAY], {
        print: (line) => (out += `${line}\n`),
        complain: (line) => (err += `${line}\n`),
      });
      return { code, out, err };
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}

/** The same files under another folder, without their bytes: a copy takes seconds. What is written anew is copied. */
function linkAll(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const name = relative(from, join(entry.parentPath, entry.name));
    if (entry.isDirectory()) mkdirSync(join(to, name), { recursive: true });
    else if (name === LOCK_FILE) copyFileSync(join(from, name), join(to, name));
    else linkSync(join(from, name), join(to, name));
  }
}
