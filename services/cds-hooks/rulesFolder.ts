import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type ServiceConfig } from './config.ts';
import { productFolder } from './productFolder.ts';

/**
 * Where the rules are: the configured folder, or that of the software.
 * @throws ConfigError when it holds none.
 */
export function rulesFolder({ rulesDirectory }: ServiceConfig): string {
  const folder = rulesDirectory ?? join(productFolder(), 'rules');
  if (existsSync(join(folder, 'packs'))) return folder;
  throw new ConfigError(`The folder ${folder} holds no rules: packs/ is missing in it.`);
}
