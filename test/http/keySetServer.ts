import type { JWK } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = 'honest' | 'redirect' | 'html' | 'huge' | 'error' | 'endless' | 'not-keys';

/** A server that publishes keys, or behaves as no honest one does. */
export interface KeySetServer {
  readonly url: string;
  readonly publish: (keys: readonly JWK[]) => void;
  readonly behave: (behaviour: Behaviour) => void;
  /** How often the key set was asked for. */
  readonly asked: () => number;
  /** How often a redirect was followed. */
  readonly followed: () => number;
  readonly close: () => Promise<void>;
}

export async function keySetServer(): Promise<KeySetServer> {
  let keys: readonly JWK[] = [];
  let behaviour: Behaviour = 'honest';
  let asked = 0;
  let followed = 0;
  const server = createServer((request, response) => {
    const json = { 'content-type': 'application/jwk-set+json' };
    if (request.url === '/elsewhere') {
      followed += 1;
      response.writeHead(200, json).end(JSON.stringify({ keys }));
      return;
    }
    asked += 1;
    switch (behaviour) {
      case 'honest':
        response.writeHead(200, json).end(JSON.stringify({ keys }));
        return;
      case 'redirect':
        response.writeHead(302, { location: '/elsewhere' }).end();
        return;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify({ keys }));
        return;
      case 'huge':
        response.writeHead(200, json).end(JSON.stringify({ keys, more: 'x'.repeat(1_000_000) }));
        return;
      case 'error':
        response.writeHead(500, json).end(JSON.stringify({ keys }));
        return;
      case 'endless':
        response.writeHead(200, json);
        response.write('{"keys":[');
        return;
      case 'not-keys':
        response.writeHead(200, json).end('{"keys":"none"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`,
    publish: (published) => {
      keys = published;
    },
    behave: (as) => {
      behaviour = as;
    },
    asked: () => asked,
    followed: () => followed,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
