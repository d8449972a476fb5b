import { createHash } from 'node:crypto';

interface Page {
  readonly title: string;
  /** HTML of the main part; whatever was not written here has gone through `html`. */
  readonly body: string;
}

/** A small page of the demo hospital: no script, and one style element that its policy names by hash. */
export function page({ title, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${html(title)}: demo hospital</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><p class="product">Demo hospital</p><p class="notice">Synthetic patients, for demonstration and tests only.</p></header>
<main>
${body}
</main>
</body>
</html>
`;
}

/** Colours keep a contrast of at least 4.5:1 in both schemes. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #4b5866; --line: #8794a3; --page: #f6f8fa; --card: #ffffff; --accent: #0b5c8a; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf3; --soft: #b0bcc9; --line: #6f7d8c; --page: #12171d; --card: #1a2129; --accent: #7cc4ee; --on-accent: #10202c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main { max-width: 44rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
main { padding-bottom: 3rem; }
.product { margin: 0; color: var(--accent); font-weight: 700; letter-spacing: 0.04em; }
.notice, .soft { color: var(--soft); font-size: 0.9rem; }
.notice { margin: 0; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.25rem 0 0.75rem; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 0.5rem; }
form { margin: 1rem 0; }
.row { display: flex; gap: 0.75rem; flex-wrap: wrap; margin-top: 0.25rem; }
input:not([type=radio]) { flex: 1 1 14rem; min-width: 0; padding: 0.5rem 0.75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 0.4rem; }
fieldset { border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); padding: 0.5rem 1rem 0.75rem; max-height: 26rem; overflow-y: auto; }
.choice { display: flex; gap: 0.6rem; align-items: baseline; padding: 0.25rem 0; }
.choice label { flex: 1; cursor: pointer; }
button { min-height: 2.75rem; padding: 0.5rem 1.25rem; font: inherit; color: var(--accent); background: var(--card); border: 1px solid var(--accent); border-radius: 0.4rem; cursor: pointer; }
button.main { color: var(--on-accent); background: var(--accent); }
button:disabled { opacity: 0.5; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: 0.85rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; color: var(--soft); }
`;

/**
 * What such a page may do. Browsers apply `form-action` also to where a form's answer leads, so the
 * app that waits for the answer has to be named.
 */
export function pagePolicy(formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'self'",
  ].join('; ');
}

/** For text and for quoted attributes alike. */
export function html(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
