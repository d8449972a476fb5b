import express, { type Request, type Response } from 'express';
import { listen, type ListeningServer } from '../http/listen.ts';

/** What an EHR of another house does, where the demo hospital does better. */
export interface EhrBehaviour {
  /** `capabilities` of its SMART configuration. */
  readonly capabilities?: readonly string[];
  /** Members of its token response beside the token. */
  readonly token?: Readonly<Record<string, unknown>>;
  /** Sends the browser back with this error instead of a code. */
  readonly refuse?: string;
  /** Answers a FHIR request; by default an empty Bundle. */
  readonly fhir?: (request: Request, response: Response) => void;
}

export interface Ehr extends ListeningServer {
  readonly fhirServer: string;
  /** What the app asked for when it asked for access. */
  readonly authorisations: readonly URLSearchParams[];
  readonly fhirRequests: readonly {
    readonly url: string;
    readonly authorization: string | undefined;
  }[];
}

export const EMPTY = { resourceType: 'Bundle', type: 'searchset', total: 0 };

/** A small SMART EHR on a port, and so an origin, of its own. */
export async function anEhr({
  capabilities = ['launch-ehr', 'permission-v2'],
  token = {},
  refuse,
  fhir = (_request, response) => {
    response.json(EMPTY);
  },
}: EhrBehaviour): Promise<Ehr> {
  const authorisations: URLSearchParams[] = [];
  const fhirRequests: { url: string; authorization: string | undefined }[] = [];
  const app = express();
  app.use(['/fhir', '/token'], (request, response, next) => {
    response.set('Access-Control-Allow-Origin', request.get('Origin') ?? '*');
    response.set('Access-Control-Allow-Headers', 'authorization, content-type, accept');
    if (request.method === 'OPTIONS') response.sendStatus(204);
    else next();
  });
  app.get('/fhir/.well-known/smart-configuration', (_request, response) => {
    response.json({
      authorization_endpoint: `${server.url}/authorize`,
      token_endpoint: `${server.url}/token`,
      code_challenge_methods_supported: ['S256'],
      capabilities,
    });
  });
  app.get('/authorize', (request, response) => {
    const asked = new URL(request.originalUrl, server.url).searchParams;
    authorisations.push(asked);
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    if (refuse === undefined) back.searchParams.set('code', 'one-time');
    else back.searchParams.set('error', refuse);
    response.redirect(back.href);
  });
  app.post('/token', (_request, response) => {
    response.json({ access_token: 'ehr-token', token_type: 'Bearer', expires_in: 3600, ...token });
  });
  app.use('/fhir', (request, response) => {
    fhirRequests.push({ url: request.originalUrl, authorization: request.get('authorization') });
    fhir(request, response);
  });
  /** The EHR's own page, with an app in a frame. */
  app.get('/chart', (request, response) => {
    const url = new URL(request.originalUrl, server.url).searchParams.get('app') ?? '';
    response.type('html').send(
      `<!doctype html><title>Chart</title><link rel="icon" href="data:,"><button id="open">Open</button>
       <iframe title="App" width="1200" height="800" src="${url.replaceAll('&', '&amp;')}"></iframe>
       <script>document.getElementById('open').onclick = () => window.open(document.querySelector('iframe').src, 'app', 'popup,width=900,height=700')</script>`,
    );
  });
  const server = await listen(app as never);
  return { ...server, fhirServer: `${server.url}/fhir`, authorisations, fhirRequests };
}
