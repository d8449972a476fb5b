import { startServer } from '../cds-hooks/main.ts';

/** `convergent serve`: listens until it is told to stop; a start that fails has set the exit code. */
export async function serveCommand(): Promise<undefined> {
  await startServer();
}
