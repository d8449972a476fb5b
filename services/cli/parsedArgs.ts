import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usageError.ts';

/** `parseArgs`, with an option that does not exist told in a sentence. */
export function parsedArgs<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : 'The options are not understood.',
    );
  }
}
