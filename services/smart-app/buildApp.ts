import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from '@swc/core';
import { analyzeMetafile, build, type Metafile, type Plugin, transform } from 'esbuild';
import { bundledLicences } from '../bundled-licences/bundledLicences.ts';

const SOURCES = import.meta.dirname;

/** One page each: the name of its script and of its HTML file. */
const PAGES = { launch: 'launch.html', main: 'index.html' } as const;
/** Name of the script that both pages import. */
const SHARED = 'shared';

/** The style of charts goes into the pictures that are saved: a text for the scripts, without its blanks. */
const styleAsText: Plugin = {
  name: 'style-as-text',
  setup(building) {
    building.onLoad({ filter: /\.chart\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};

/**
 * Builds the browser app into a folder: two pages, their scripts and one style sheet. Scripts and
 * style are named after the hash of their content, so that browsers may keep them for ever.
 * Returns what went into them.
 */
export async function buildApp(folder: string): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    entryPoints: [
      join(SOURCES, 'launch/launch.tsx'),
      join(SOURCES, 'main.tsx'),
      join(SOURCES, 'style/app.css'),
    ],
    entryNames: '[name]',
    bundle: true,
    minify: true,
    // Both pages sign in: what they share is fetched once.
    splitting: true,
    chunkNames: SHARED,
    // What the charts are drawn with; the same as "Baseline 2023".
    target: ['chrome117', 'firefox121', 'safari17'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [styleAsText],
    outdir: folder,
    write: false,
    metafile: true,
    // Licences have a file of their own.
    legalComments: 'none',
    // fhirclient then takes `fetch` from the window instead of a polyfill.
    define: { FHIRCLIENT_PURE: 'true' },
    // fhirclient asks for cryptography and base64, which browsers have, and for a log that is not wanted.
    alias: {
      'isomorphic-webcrypto': join(SOURCES, 'launch/webCrypto.ts'),
      debug: join(SOURCES, 'launch/silentDebug.cjs'),
      'js-base64': join(SOURCES, 'launch/base64.ts'),
    },
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  /** Writes it under a name with the hash of its content. */
  const write = (file: string, content: string): string => {
    const { name, ext } = parse(file);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    writeFileSync(join(folder, `${name}-${hash}${ext}`), content);
    return `${name}-${hash}${ext}`;
  };
  const parts = new Map(outputFiles.map(({ path, text }) => [relative(folder, path), text]));
  const take = (name: string): string => {
    const text = parts.get(name);
    if (text === undefined) throw new Error(`The build made no ${name}.`);
    parts.delete(name);
    return text;
  };
  const shared = write(`${SHARED}.js`, await withShortNames(take(`${SHARED}.js`)));
  const writeScript = async (name: string): Promise<string> => {
    const code = take(`${name}.js`).replaceAll(`./${SHARED}.js`, `./${shared}`);
    return write(`${name}.js`, await withShortNames(code));
  };
  const scripts = { launch: await writeScript('launch'), main: await writeScript('main') };
  const style = write('app.css', take('app.css'));
  if (parts.size > 0) throw new Error(`No page would load ${[...parts.keys()].join(', ')}.`);
  const icon = write('icon.svg', readFileSync(join(SOURCES, 'style/icon.svg'), 'utf8'));
  const licences = write('licences.txt', bundledLicences(metafile));
  for (const [script, page] of Object.entries(PAGES)) {
    const html = readFileSync(join(SOURCES, page), 'utf8')
      .replace('%SCRIPT%', scripts[script as keyof typeof PAGES])
      .replace('%APP%', scripts.main)
      .replace('%SHARED%', shared)
      .replace('%STYLE%', style)
      .replace('%ICON%', icon)
      .replace('%LICENCES%', licences);
    writeFileSync(join(folder, page), html);
  }
  return metafile;
}

/**
 * Names the variables of a script once more, and changes nothing else: esbuild gives a variable the same
 * name in few functions, so that scripts compress worse (by 3 %).
 */
async function withShortNames(script: string): Promise<string> {
  const { code } = await minify(script, {
    module: true,
    compress: false,
    mangle: { toplevel: true },
  });
  return code;
}

const script = process.argv[1];
if (script !== undefined && fileURLToPath(import.meta.url) === script) {
  const metafile = await buildApp(join(SOURCES, '../../dist/smart-app'));
  // Which source is how much of each script, before compression.
  if (process.argv.includes('--weigh')) process.stdout.write(await analyzeMetafile(metafile));
}
