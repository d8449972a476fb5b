/** The least a CDS service can do in Express: parse the body and answer one fixed card. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

const CARD = {
  uuid: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
  summary: 'A fixed card',
  indicator: 'info',
  source: { label: 'Bare' },
};

const app = express();
// Else Express prints each connection that the load generator cuts at the end of a round.
app.set('env', 'test');
app.use(express.json({ limit: '100mb' }));
app.post('/cds-services/:id', (_request, response) => {
  response.json({ cards: [CARD] });
});
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${String(port)}\n`);
});
