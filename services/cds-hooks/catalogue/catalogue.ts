import type { CdsService } from './cdsService.ts';
import { resistanceOrderSelect } from './resistanceOrderSelect.ts';
import { resistanceOrderSign } from './resistanceOrderSign.ts';
import { resistancePatientView } from './resistancePatientView.ts';

/** One service per hook, with ids of their own: clients key services by id alone. */
export const CATALOGUE: readonly CdsService[] = [
  resistancePatientView,
  resistanceOrderSelect,
  resistanceOrderSign,
];
