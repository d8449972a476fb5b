import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledLicences } from '../../bundled-licences/bundledLicences.ts';

const SOURCES = import.meta.dirname;

/**
 * Builds the sandbox page into a folder: `sandbox.html` beside one script, one style sheet and the
 * licences of what they contain, named after the hash of their content.
 */
export async function buildSandbox(folder: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(SOURCES, 'main.tsx'), join(SOURCES, 'style/sandbox.css')],
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    target: ['chrome117', 'firefox121', 'safari17'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: folder,
    write: false,
    metafile: true,
    // Licences have a file of their own.
    legalComments: 'none',
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const built = (extension: string): string => {
    const name = outputFiles
      .map(({ path }) => relative(folder, path))
      .find((file) => file.endsWith(extension));
    if (name === undefined) throw new Error(`The build made no ${extension} file.`);
    return name;
  };
  const licences = bundledLicences(metafile);
  const hash = createHash('sha256').update(licences).digest('hex').slice(0, 8);
  writeFileSync(join(folder, `licences-${hash}.txt`), licences);
  const page = readFileSync(join(SOURCES, 'sandbox.html'), 'utf8')
    .replace('%STYLE%', built('.css'))
    .replace('%SCRIPT%', built('.js'))
    .replace('%LICENCES%', `licences-${hash}.txt`);
  writeFileSync(join(folder, 'sandbox.html'), page);
}

const script = process.argv[1];
if (script !== undefined && fileURLToPath(import.meta.url) === script) {
  await buildSandbox(join(SOURCES, '../../../dist/sandbox'));
}
