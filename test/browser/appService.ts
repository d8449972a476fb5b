import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { readBuiltApp } from '../../services/cds-hooks/builtApp.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { loadRules } from '../../services/rule-store/loadKnowledge.ts';
import { ruleBundle } from '../../services/rule-store/ruleBundle.ts';
import { buildApp } from '../../services/smart-app/buildApp.ts';
import { listen } from '../http/listen.ts';
import { serviceUnderTest } from '../http/serviceUnderTest.ts';

/** The day on which the demonstration runs in tests. */
export const TODAY = '2026-11-23';

export interface AppService {
  readonly url: string;
  /** Lets time pass for tokens and launches. */
  readonly letPass: (minutes: number) => void;
  readonly close: () => Promise<void>;
}

/** The service with the built app, its rules and the demo hospital, over HTTP as `npm start` serves them. */
export async function startAppService(): Promise<AppService> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-app-'));
  await buildApp(folder);
  const app = readBuiltApp(folder);
  if (app === null) throw new Error('the app was not built');
  let handle: RequestListener = () => undefined;
  const server = await listen((request, response) => {
    handle(request, response);
  });
  const { files, knowledge } = loadRules('rules', { asOf: TODAY });
  let passed = 0;
  const clock = (): Date => new Date(new Date(`${TODAY}T09:30:00`).getTime() + passed * 60_000);
  const demo = createDemo({ serviceUrl: server.url, packs: knowledge.packs, today: TODAY, clock });
  const service = serviceUnderTest({
    serviceUrl: server.url,
    knowledge,
    decide,
    demo,
    clock,
    app,
    rules: ruleBundle(files),
  });
  handle = service.app as RequestListener;
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
