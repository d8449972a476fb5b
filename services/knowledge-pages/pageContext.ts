import type { SharedFiles } from '../../src/rulebase/ruleFiles.ts';
import type { Addresses } from './addresses.ts';
import type { Edition } from './edition.ts';

/** What every page is made with. */
export interface PageContext {
  readonly edition: Edition;
  readonly shared: SharedFiles;
  readonly at: Addresses;
  /** The address of the page itself, for a reader on paper. */
  readonly address: string;
}
