import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';

const SOURCES = import.meta.dirname;

/** One page each: the name of its script and of its HTML file. */
const PAGES = { launch: 'launch.html', main: 'index.html' } as const;

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
 */
export async function buildApp(folder: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [
      join(SOURCES, 'launch/launch.tsx'),
      join(SOURCES, 'main.tsx'),
      join(SOURCES, 'style/app.css'),
    ],
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    // Both pages sign in: what they share is fetched once.
    splitting: true,
    chunkNames: 'shared-[hash]',
    // What the charts are drawn with; the same as "Baseline 2023".
    target: ['chrome117', 'firefox121', 'safari17'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [styleAsText],
    outdir: folder,
    write: false,
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
  const names = outputFiles.map(({ path }) => relative(folder, path));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const built = (name: string, extension: string): string => {
    const found = names.find((file) => new RegExp(`^${name}-\\w+\\.${extension}$`).test(file));
    if (found === undefined) throw new Error(`The build made no ${name}.${extension}.`);
    return found;
  };
  const icon = readFileSync(join(SOURCES, 'style/icon.svg'));
  const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
  writeFileSync(join(folder, iconName), icon);
  for (const [script, page] of Object.entries(PAGES)) {
    const html = readFileSync(join(SOURCES, page), 'utf8')
      .replace('%SCRIPT%', built(script, 'js'))
      .replace('%APP%', built('main', 'js'))
      .replace('%SHARED%', built('shared', 'js'))
      .replace('%STYLE%', built('app', 'css'))
      .replace('%ICON%', iconName);
    writeFileSync(join(folder, page), html);
  }
}

const script = process.argv[1];
if (script !== undefined && fileURLToPath(import.meta.url) === script) {
  await buildApp(join(SOURCES, '../../dist/smart-app'));
}
