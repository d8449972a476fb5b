import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

const CARD = {
  uuid: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
  summary: 'A fixed card',
  indicator: 'info',
  source: { label: 'Bare' },
};

/** The least a CDS service can do in Express: parse the body and answer one fixed card. */
export async function bareExpress(): Promise<string> {
  const app = express();
  app.use(express.json({ limit: '10mb' }));
  app.post('/cds-services/:id', (_request, response) => {
    response.json({ cards: [CARD] });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
