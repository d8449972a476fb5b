/**
 * How long from opening the app to its first picture, with a record of 5,000 Observations? In Debian's
 * Chromium, against the built app and an EHR on this machine, so that what is measured is the app:
 * fetching over ten pages, reading, judging, drawing.
 *
 *   npm run bench:app
 *
 * Beside the time it prints the processor time of the page's own thread, which other work on the machine
 * does not lengthen, and the load: with more load than processors the time says little.
 */
import { cpus, loadavg } from 'node:os';
import type { FhirResource } from 'fhir/r4.js';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { anEhr } from '../../test/browser/anEhr.ts';
import { startDemo, TODAY } from '../../test/browser/demoService.ts';
import { startBrowser } from '../../test/browser/browser.ts';

const OBSERVATIONS = 5_000;
const PAGE = 500;
const RUNS = 7;
const PATIENT = 'colorectal-mek-kras';

const story = readStories().find(({ id }) => id === PATIENT);
if (story === undefined) throw new Error(`${PATIENT} is not a demo patient`);
const own = (patientBundle(story, TODAY).entry ?? []).flatMap(({ resource }) =>
  resource === undefined ? [] : [resource as FhirResource],
);

/** The patient's own results, and as many again of a wide panel as it takes: further genes, further days. */
function grown(resources: readonly FhirResource[], count: number): readonly FhirResource[] {
  const observations = resources.filter(({ resourceType }) => resourceType === 'Observation');
  const others = resources.filter(({ resourceType }) => resourceType !== 'Observation');
  const copies: FhirResource[] = [];
  for (let i = 0; copies.length + observations.length < count; i += 1) {
    const model = observations[i % observations.length];
    if (model !== undefined) copies.push({ ...model, id: `${model.id ?? ''}-copy-${String(i)}` });
  }
  return [...others, ...observations, ...copies];
}

/** Those with one of the codes asked for; by category this EHR finds none. */
function foundByCode(
  resources: readonly FhirResource[],
  asked: string | null,
): readonly FhirResource[] {
  const codes = new Set(asked?.split(','));
  return resources.filter(
    (resource) =>
      resource.resourceType === 'Observation' &&
      resource.code.coding?.some(({ code }) => code !== undefined && codes.has(code)) === true,
  );
}

interface Measured {
  /** Milliseconds from the navigation to the picture. */
  readonly time: number;
  /** Milliseconds of processor time of the page's thread. */
  readonly work: number;
}

async function measure(count: number): Promise<readonly Measured[]> {
  const record = grown(own, count);
  const ehr = await anEhr({
    token: { patient: PATIENT },
    fhir: ({ path, originalUrl }, response) => {
      const query = new URL(originalUrl, 'http://ehr').searchParams;
      const [, type = '', id] = path.split('/');
      const found = record.filter(({ resourceType }) => resourceType === type);
      if (id !== undefined) {
        response.json(found.find((resource) => resource.id === id));
        return;
      }
      const all = type === 'Observation' ? foundByCode(found, query.get('code')) : found;
      const offset = Number(query.get('_offset') ?? 0);
      const next = new URLSearchParams(query);
      next.set('_offset', String(offset + PAGE));
      response.json({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: all.slice(offset, offset + PAGE).map((resource) => ({ resource })),
        ...(offset + PAGE < all.length && {
          link: [{ relation: 'next', url: `${ehr.fhirServer}/${type}?${next.toString()}` }],
        }),
      });
    },
  });
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const query = new URLSearchParams({ iss: ehr.fhirServer, launch: 'l1' });
    await page.goto(`${service.url}/smart/launch.html?${query.toString()}`);
    await page.locator('svg.course').waitFor();
    const { metrics } = await session.send('Performance.getMetrics');
    runs.push({
      // From the navigation to the app, behind the EHR's sign-in, to the frame that holds the picture.
      time: await page.evaluate(
        () => performance.getEntriesByName('convergent:first-picture')[0]?.startTime ?? NaN,
      ),
      work: 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN),
    });
    await page.close();
  }
  await ehr.close();
  return runs;
}

const service = await startDemo();
const browser = await startBrowser();
const [load = 0] = loadavg();
process.stdout.write(
  `Chromium ${browser.version()}, ${String(RUNS)} runs each; load ${load.toFixed(1)} on ${String(cpus().length)} processors\n`,
);
const told = (label: string, values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(0);
  return `${label} ${at(0.5)} ms (${at(0)} to ${at(1)})`;
};
for (const count of [
  own.filter(({ resourceType }) => resourceType === 'Observation').length,
  OBSERVATIONS,
]) {
  const runs = await measure(count);
  process.stdout.write(
    `${String(count).padStart(5)} Observations: ${told(
      'first picture after',
      runs.map(({ time }) => time),
    )}, ${told(
      'processor time',
      runs.map(({ work }) => work),
    )}\n`,
  );
}
await browser.close();
await service.close();
