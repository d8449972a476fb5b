import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createApp } from '../../services/cds-hooks/app.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import type { Answering } from '../../services/cds-hooks/answering/answering.ts';
import type { Decide, Decided, Question } from '../../services/cds-hooks/answering/decide.ts';
import type { Dependencies } from '../../services/cds-hooks/dependencies.ts';
import { createFhirClient } from '../../services/fhir-client/fhirClient.ts';
import { guardedAgent } from '../../services/fhir-client/guardedAgent.ts';
import { answerHere } from '../../services/cds-hooks/answering/answerer.ts';
import { compileMessageSchemas } from '../../services/cds-hooks/messageSchemas.ts';
import { createMetrics } from '../../services/cds-hooks/metrics.ts';
import { readOpenApi } from '../../services/cds-hooks/readOpenApi.ts';
import { createLog } from '../../services/cds-hooks/log.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { expectNoSecrets, plant } from '../builders/plantedSecrets.ts';
import { describedAs, differencesFromDescription, type GivenAnswer } from './describedAnswers.ts';

export interface ServiceUnderTest {
  readonly app: RequestListener;
  /** What the core was asked, in order. */
  readonly questions: readonly Question[];
  /** The lines of the log. */
  readonly logged: readonly string[];
  /** Which answers of openapi.json it gave, such as `GET /cds-services 200`. */
  readonly given: () => ReadonlySet<string>;
  /**
   * @throws when a secret of a request stands in the log or in an answer that refused one, or an
   * answer is not one that openapi.json describes.
   */
  readonly close: () => Promise<void>;
}

/** The HTTP service around a core that answers with the cards given here, or decides as told. */
export function serviceUnderTest({
  environment = {},
  cards = () => [],
  decide = (_question, _knowledge, newId) => ({
    advice: cards(newId).map((card) => ({ card, conclusions: [] })),
    conclusions: [],
    problems: [],
  }),
  knowledge = {
    // Of the knowledge, HTTP itself shows only the packs.
    packs: [{ pack: 'lung', version: '1.0.0', hash: 'ab12' }],
  } as unknown as KnowledgeBase,
  ...overrides
}: {
  environment?: Record<string, string>;
  cards?: (newId: () => string) => readonly Card[];
  decide?: Decide;
  knowledge?: KnowledgeBase;
} & Partial<Dependencies & Answering> = {}): ServiceUnderTest {
  const questions: Question[] = [];
  const logged: string[] = [];
  // The way out of the demo profile.
  const dispatcher = guardedAgent({ privateNetwork: true, loopback: true });
  const config = readConfig(environment);
  const openApiDocument = readOpenApi();
  const answering: Answering = {
    config,
    serviceUrl: 'http://127.0.0.1:3000',
    ruleStore: {
      origin: 'draft',
      release: () => {
        throw new Error('HTTP does not read rule files');
      },
      versions: [{ id: 'lung', version: '1.0.0', effectiveFrom: '2026-01-01' }],
      files: () => {
        throw new Error('HTTP does not read rule files');
      },
      knowledge: () => knowledge,
    },
    decide: (question, ...rest): Decided => {
      questions.push(question);
      return decide(question, ...rest);
    },
    clock: () => new Date(2026, 4, 17, 9, 30),
    newId: randomUUID,
    schemas: compileMessageSchemas(openApiDocument),
    fhirClientFor: () => createFhirClient(dispatcher, config.fhirLimits),
    drafting: null,
    ...overrides,
  };
  const app = createApp({
    ...answering,
    answerer: answerHere(answering),
    openApiDocument,
    version: '0.0.0-test',
    rulesInForce: () => ({
      knowledge,
      bundle: { json: '{}', sha256: 'cd34' },
      versions: [],
      ruleStore: answering.ruleStore,
    }),
    rules: rulesThatStay(knowledge),
    recording: null,
    trust: null,
    log: createLog('debug', {
      write: (line) => {
        logged.push(line);
      },
    }),
    metrics: createMetrics({
      version: '0.0.0-test',
      load: () => [],
      packs: () => knowledge.packs,
      decisionLog: null,
      ofProcess: false,
    }),
    isReady: () => true,
    ...overrides,
  });
  const answers: GivenAnswer[] = [];
  return {
    app: (request, response) => {
      plantWhatIsSent(request);
      noteAnswer(request, response, answers);
      (app as RequestListener)(request, response);
    },
    questions,
    logged,
    given: () => new Set(answers.map(describedAs).filter((described) => described !== null)),
    close: async () => {
      await dispatcher.destroy();
      expectNoSecrets('The log', logged.join(''));
      const aboutNobody = answers.filter(
        ({ path, status }) => status >= 400 || OPERATED.test(path),
      );
      expectNoSecrets(
        'An error answer, or one for who operates the service,',
        aboutNobody.map(({ body }) => body ?? '').join('\n'),
      );
      const differences = new Set(answers.flatMap(differencesFromDescription));
      if (differences.size > 0) throw new Error(`openapi.json: ${[...differences].join('; ')}`);
    },
  };
}

/** What is answered to who operates the service is about no patient. */
const OPERATED = /^\/(?:admin|health|metrics|service-info)\b/;

/** Credentials and query strings are secrets, whatever a test sends. */
function plantWhatIsSent({ headers, url = '' }: IncomingMessage): void {
  const [, credentials] = headers.authorization?.split(' ') ?? [];
  if (credentials !== undefined) plant('credentials', credentials);
  const query = url.split('?').slice(1).join('?');
  if (!url.startsWith('/demo/')) plant('a query string', query);
}

function noteAnswer(
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
  answers: GivenAnswer[],
): void {
  const path = url.split('?', 1)[0] ?? '';
  const end = response.end.bind(response);
  response.end = ((...args: Parameters<typeof end>) => {
    const [body] = args as readonly unknown[];
    const isRead = response.getHeader('content-encoding') === undefined;
    answers.push({
      method,
      path,
      status: response.statusCode,
      headers: { ...response.getHeaders() },
      body: isRead ? (typeof body === 'string' || Buffer.isBuffer(body) ? String(body) : '') : null,
    });
    return end(...args);
  }) as typeof response.end;
}

/** Rules of a service in which nothing is loaded anew. */
function rulesThatStay({ packs }: KnowledgeBase): Dependencies['rules'] {
  return {
    reload: () => Promise.resolve({ kind: 'unchanged' }),
    rollBack: () => Promise.resolve({ kind: 'none-before' }),
    status: () => ({
      current: { sha256: 'cd34', packs, since: new Date('2026-05-17T09:00:00Z') },
      previous: null,
      refused: null,
      rolledBackAt: null,
    }),
  };
}

/** A card with everything a card may have. */
export function fullCard(newId: () => string): Card {
  return {
    uuid: newId(),
    summary: 'Gefitinib: EGFR T790M makes it fail',
    detail: '**EGFR T790M** was found on 2026-05-01.',
    indicator: 'critical',
    source: {
      label: 'Convergent',
      url: 'http://127.0.0.1:3000/',
      topic: {
        code: 'order-review',
        system: 'https://example.org/topics',
        display: 'Order review',
      },
    },
    suggestions: [
      {
        label: 'Osimertinib instead',
        uuid: newId(),
        isRecommended: true,
        actions: [
          {
            type: 'delete',
            description: 'Remove gefitinib',
            resourceId: 'MedicationRequest/draft-1',
          },
          {
            type: 'create',
            description: 'Order osimertinib',
            resource: {
              resourceType: 'MedicationRequest',
              status: 'draft',
              intent: 'order',
              subject: { reference: 'Patient/pat-7734' },
              medicationCodeableConcept: {
                coding: [
                  { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1721560' },
                ],
                text: 'osimertinib',
              },
            },
          },
        ],
      },
    ],
    selectionBehavior: 'at-most-one',
    overrideReasons: [
      { code: 'known', system: 'https://example.org/reasons', display: 'Known and intended' },
    ],
    links: [{ label: 'FLAURA', url: 'https://doi.org/10.1056/NEJMoa1713137', type: 'absolute' }],
  };
}
