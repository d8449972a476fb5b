import type { CdsService } from './cdsService.ts';
import { PREFETCH } from './prefetchTemplates.ts';
import { USAGE_REQUIREMENTS } from './usageRequirements.ts';

export const resistancePatientView: CdsService = {
  id: 'resistance-patient-view',
  hook: 'patient-view',
  hookVersion: '1.0',
  title: 'Resistance to targeted therapy: chart review',
  description:
    'On opening a chart: mechanisms of resistance now in the tumour, what they converge on, options and earlier drugs that may be tried again. At most three cards, none when there is nothing to decide.',
  usageRequirements: USAGE_REQUIREMENTS,
  prefetch: PREFETCH,
};
