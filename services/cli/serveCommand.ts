import { startServer } from '../cds-hooks/main.ts';

/** `convergent serve`: resolves with the exit code once the server has stopped. */
export async function serveCommand(): Promise<number> {
  return startServer();
}
