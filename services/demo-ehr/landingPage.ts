import type { PackRef } from '../../src/domain/evaluation.ts';
import { orderSelectRequest } from './hookRequest.ts';
import { html } from './page.ts';
import { curlCommand } from './sandbox/messages/repeat.ts';
import type { PatientStory, StoryTimePoint, SuggestedOrder } from './patientStory.ts';

export interface LandingPageContent {
  /** Absolute address of the service, without a trailing slash. */
  readonly baseUrl: string;
  readonly stories: readonly PatientStory[];
  readonly packs: readonly PackRef[];
}

/**
 * The first page somebody sees who started the demo: what runs, whom to look at, and a request to
 * paste. It needs no script. Its one style element holds exactly `landingStyle`, so that a content
 * security policy can name the hash of that text and forbid everything else.
 */
export function landingPage({ baseUrl, stories, packs }: LandingPageContent): string {
  const [first] = stories;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Convergent: demonstration</title>
<link rel="icon" href="data:,">
<style>${landingStyle}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="product">Convergent</p>
<h1>Resistance to targeted cancer therapy, at the moment of ordering</h1>
<p class="notice"><strong>Demonstration with synthetic data.</strong> The patients below are made up. This is decision support for professionals, who decide themselves; it is not a medical device for use by patients.</p>
<p><a class="start" href="${html(`${baseUrl}/sandbox`)}">Open the sandbox</a> a patient, a day, an order, and the card as an EHR would show it</p>
</header>
<main id="main">
${first === undefined ? '' : tryNow(baseUrl, first)}
${running(baseUrl)}
<section aria-labelledby="patients">
<h2 id="patients">Demo patients</h2>
<div class="patients">
${stories.map((story) => patientCard(baseUrl, story)).join('\n')}
</div>
</section>
${knowledge(baseUrl, packs)}
</main>
<footer>
<p>The demo EHR keeps everything in memory and has no access control. Never put data of real people into it.</p>
</footer>
</body>
</html>
`;
}

/** Colours keep a contrast of at least 4.5:1 in both schemes. */
export const landingStyle = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #4b5866; --line: #d3dae2; --page: #f6f8fa; --card: #ffffff; --accent: #0b5c8a; --code: #eef2f6; --notice: #fff4d6; --notice-line: #b98900; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf3; --soft: #b0bcc9; --line: #35414e; --page: #12171d; --card: #1a2129; --accent: #7cc4ee; --code: #0d1217; --notice: #2e2710; --notice-line: #d8ab3a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
footer { padding-bottom: 2.5rem; color: var(--soft); font-size: 0.9rem; }
.skip { position: absolute; left: -100rem; }
.start { display: inline-block; margin-right: 0.75rem; padding: 0.55rem 1.1rem; border-radius: 0.4rem; background: var(--accent); color: var(--page); font-weight: 600; text-decoration: none; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--card); }
.product { margin: 0; color: var(--accent); font-weight: 700; letter-spacing: 0.04em; }
h1 { margin: 0.25rem 0 1rem; font-size: clamp(1.5rem, 4vw, 2.25rem); line-height: 1.2; max-width: 28ch; text-wrap: balance; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.35rem; }
h3 { margin: 0; font-size: 1.1rem; }
a { color: var(--accent); text-underline-offset: 0.15em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.notice { margin: 0; padding: 0.75rem 1rem; background: var(--notice); border-left: 0.3rem solid var(--notice-line); border-radius: 0.25rem; max-width: 75ch; }
.patients { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 1.1rem 1.25rem; min-width: 0; }
.who { margin: 0.15rem 0 0.75rem; color: var(--soft); font-size: 0.9rem; }
article p { margin: 0.5rem 0; }
.expect { border-left: 0.2rem solid var(--accent); padding-left: 0.75rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.4rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.6rem; } }
ul { margin: 0.25rem 0; padding-left: 1.2rem; }
details { margin-top: 0.75rem; border-top: 1px solid var(--line); padding-top: 0.6rem; }
summary { cursor: pointer; color: var(--accent); }
pre { overflow: auto; max-height: 30rem; margin: 0.75rem 0 0; padding: 0.9rem 1rem; background: var(--code); border: 1px solid var(--line); border-radius: 0.4rem; font: 0.85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 2; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.35rem 1.25rem 0.35rem 0; border-bottom: 1px solid var(--line); }
td code { font-size: 0.85rem; overflow-wrap: anywhere; }
`;

function tryNow(baseUrl: string, story: PatientStory): string {
  const [order] = story.orders;
  if (order === undefined) return '';
  return `<section aria-labelledby="try">
<h2 id="try">A first card</h2>
<p>Paste this into a terminal. It asks what there is to say when ${html(order.text)} is chosen for ${html(fullName(story))}; the service fetches the record from the demo EHR itself.</p>
${command(baseUrl, story, order)}
</section>`;
}

function running(baseUrl: string): string {
  const rows = [
    ['Sandbox: try it as an EHR would', `${baseUrl}/sandbox`],
    ['CDS services (discovery)', `${baseUrl}/cds-services`],
    ['Demo EHR, FHIR R4', `${baseUrl}/demo/fhir`, `${baseUrl}/demo/fhir/metadata`],
    ['The rules as pages, with a search', `${baseUrl}/knowledge`],
    ['Service information', `${baseUrl}/service-info`],
    ['Health', `${baseUrl}/health/ready`],
  ] as const;
  return `<section aria-labelledby="running">
<h2 id="running">What is running</h2>
<dl>
${rows.map(([what, url, link = url]) => `<dt>${html(what)}</dt><dd><a href="${html(link)}">${html(url)}</a></dd>`).join('\n')}
</dl>
</section>`;
}

function patientCard(baseUrl: string, story: PatientStory): string {
  const heading = `patient-${story.id}`;
  return `<article aria-labelledby="${html(heading)}">
<h3 id="${html(heading)}">${html(fullName(story))}</h3>
<p class="who">${html(story.sex)}, born ${String(story.birthYear)} · ${html(story.diagnoses.map(({ text }) => text).join('; '))} · <a href="${html(`${baseUrl}/demo/fhir/Patient/${encodeURIComponent(story.id)}`)}"><code>${html(story.id)}</code></a></p>
${story.story.map((sentence) => `<p>${html(sentence)}</p>`).join('\n')}
<p class="expect"><strong>What an expert would say${story.timePoints === undefined ? '' : ' today'}:</strong> ${html(story.expect)}</p>
<p><a href="${html(`${baseUrl}/sandbox?patientId=${encodeURIComponent(story.id)}`)}">Open ${html(story.name.given)} in the sandbox</a></p>
${earlier(story.timePoints ?? [])}<details>
<summary>Orders to try with ${html(story.name.given)}</summary>
<ul>
${story.orders.map((order) => `<li><strong>${html(orderName(order))}</strong>: ${html(order.note)}</li>`).join('\n')}
</ul>
${story.orders.map((order) => request(baseUrl, story, order)).join('\n')}
</details>
</article>`;
}

/** Days that the demo server cannot be asked about, since it answers as of today. */
function earlier(timePoints: readonly StoryTimePoint[]): string {
  if (timePoints.length === 0) return '';
  return `<details>
<summary>What an expert would have said earlier</summary>
<ul>
${timePoints.map(({ day, label, expect }) => `<li>${html(label)}, ${String(-day)} days ago: ${html(expect)}</li>`).join('\n')}
</ul>
</details>
`;
}

function orderName(order: SuggestedOrder): string {
  return [order, ...(order.with ?? [])].map(({ text }) => text).join(' with ');
}

function request(baseUrl: string, story: PatientStory, order: SuggestedOrder): string {
  return `<details>
<summary>Request to paste, and sandbox: ${html(orderName(order))} for ${html(story.name.given)}</summary>
<p><a href="${html(sandboxUrl(baseUrl, story))}" rel="noreferrer">Open ${html(story.name.given)} in the public CDS Hooks sandbox</a> (another site; it works when your browser lets it reach this machine).</p>
${command(baseUrl, story, order)}
</details>`;
}

function command(baseUrl: string, story: PatientStory, order: SuggestedOrder): string {
  // A block that scrolls must be reachable by keyboard, and then needs a name.
  return `<pre tabindex="0" role="region" aria-label="${html(`curl request: ${orderName(order)} for ${fullName(story)}`)}"><code>${html(curl(baseUrl, story, order))}</code></pre>`;
}

function curl(baseUrl: string, story: PatientStory, order: SuggestedOrder): string {
  const body = orderSelectRequest({
    patientId: story.id,
    fhirServer: `${baseUrl}/demo/fhir`,
    drugs: [...(order.with ?? []), order],
  });
  return curlCommand(`${baseUrl}/cds-services/resistance-order-select`, body);
}

function sandboxUrl(baseUrl: string, story: PatientStory): string {
  const query = new URLSearchParams({
    fhirServiceUrl: `${baseUrl}/demo/fhir`,
    patientId: story.id,
    serviceDiscoveryURL: `${baseUrl}/cds-services`,
    hook: 'patient-view',
    screen: 'patient-view',
  });
  return `https://sandbox.cds-hooks.org/?${query.toString()}`;
}

function knowledge(baseUrl: string, packs: readonly PackRef[]): string {
  const rows = packs.map(
    ({ pack, version, hash }) =>
      `<tr><td><a href="${html(`${baseUrl}/knowledge/${pack}`)}">${html(pack)}</a></td><td>${html(version)}</td><td><code>${html(hash)}</code></td></tr>`,
  );
  return `<section aria-labelledby="knowledge">
<h2 id="knowledge">Knowledge in force</h2>
${
  rows.length === 0
    ? '<p>No rule pack is loaded.</p>'
    : `<div class="scroll" tabindex="0" role="region" aria-label="Rule packs"><table>
<thead><tr><th scope="col">Rule pack</th><th scope="col">Version</th><th scope="col">SHA-256</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`
}
</section>`;
}

function fullName({ name }: PatientStory): string {
  return `${name.given} ${name.family}`;
}
