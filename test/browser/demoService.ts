import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { readBuiltApp } from '../../services/cds-hooks/builtApp.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { rulesInForce } from '../../services/cds-hooks/rulesInForce.ts';
import { buildSandbox } from '../../services/demo-ehr/sandbox/buildSandbox.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { buildApp } from '../../services/smart-app/buildApp.ts';
import { listen } from '../http/listen.ts';
import { serviceUnderTest } from '../http/serviceUnderTest.ts';

/** The day on which the demonstration runs in tests. */
export const TODAY = '2026-11-23';

const MS_PER_MINUTE = 60_000;

export interface DemoService {
  readonly url: string;
  /** Lets time pass for tokens and launches. */
  readonly letPass: (minutes: number) => void;
  readonly close: () => Promise<void>;
}

/** The whole demonstration over HTTP, as `npm start` serves it: rules, hospital, sandbox page and app. */
export async function startDemo(): Promise<DemoService> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const sandboxFolder = join(folder, 'sandbox');
  await Promise.all([buildSandbox(sandboxFolder), buildApp(join(folder, 'app'))]);
  const app = readBuiltApp(join(folder, 'app'));
  if (app === null) throw new Error('The app was not built.');
  let handle: RequestListener = () => undefined;
  const server = await listen((request, response) => {
    handle(request, response);
  });
  let passed = 0;
  const clock = (): Date =>
    new Date(new Date(`${TODAY}T09:30:00`).getTime() + passed * MS_PER_MINUTE);
  const ruleStore = openRuleStore('rules', 'draft');
  const inForce = rulesInForce(ruleStore, readConfig({}), clock);
  const { knowledge } = inForce();
  const demo = createDemo({
    serviceUrl: server.url,
    packs: () => knowledge.packs,
    drugs: knowledge.terminology.drugs,
    today: TODAY,
    clock,
    sandboxFolder,
  });
  const service = serviceUnderTest({
    serviceUrl: server.url,
    knowledge,
    ruleStore,
    rulesInForce: inForce,
    app,
    decide,
    demo,
    clock,
  });
  handle = service.app;
  return {
    url: server.url,
    letPass: (minutes) => {
      passed += minutes;
    },
    close: async () => {
      await server.close();
      await service.close();
      rmSync(folder, { recursive: true });
    },
  };
}
