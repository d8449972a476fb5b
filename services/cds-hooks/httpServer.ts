import { createServer, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How long callers may take, in milliseconds: who sends more slowly holds a connection for nothing. */
export interface HttpTimes {
  /** For the header of a request. */
  readonly headers: number;
  /** For all of it. */
  readonly request: number;
  /** How often that is looked at. */
  readonly look: number;
  /** For a request that is on its way on a kept connection when the server is told to stop. */
  readonly linger: number;
  /** For requests under way once the server is told to stop. */
  readonly stop: number;
}

const LOOK_MS = 20;

const TIMES: HttpTimes = {
  headers: 10_000,
  request: 30_000,
  look: 2_000,
  linger: 500,
  stop: 5_000,
};

/** A server that is not yet listening. */
export interface HttpServer {
  readonly server: Server;
  /** Has callers go elsewhere, lets requests under way be answered, then closes all connections. */
  readonly stop: () => Promise<void>;
}

export function httpServer(times: HttpTimes = TIMES): HttpServer {
  const server = createServer({
    headersTimeout: times.headers,
    requestTimeout: times.request,
    connectionsCheckingInterval: times.look,
  });
  const underWay = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  let stopping = false;
  server.on('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (stopping) response.setHeader('Connection', 'close');
  });
  return {
    server,
    stop: async () => {
      stopping = true;
      // Whoever keeps a connection for the next request is told to open another, which goes elsewhere.
      for (const response of underWay) {
        if (!response.headersSent) response.setHeader('Connection', 'close');
      }
      const closed = new Promise<void>((resolve) => {
        // That of `http` would also close kept connections, under a request that is just being sent.
        NetServer.prototype.close.call(server, () => {
          resolve();
        });
      });
      const lingerUntil = performance.now() + times.linger;
      while (connections.size > 0 && performance.now() < lingerUntil) await delay(LOOK_MS);
      server.closeIdleConnections();
      const force = setTimeout(() => {
        server.closeAllConnections();
      }, times.stop);
      await closed;
      clearTimeout(force);
    },
  };
}
