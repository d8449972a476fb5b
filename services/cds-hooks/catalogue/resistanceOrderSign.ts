import type { CdsService } from './cdsService.ts';
import { PREFETCH } from './prefetchTemplates.ts';
import { USAGE_REQUIREMENTS } from './usageRequirements.ts';

export const resistanceOrderSign: CdsService = {
  id: 'resistance-order-sign',
  hook: 'order-sign',
  hookVersion: '1.0',
  title: 'Resistance to targeted therapy: order signature',
  description:
    'Before targeted drugs are signed: whether resistance now in the tumour stands against the regimen, why, and what to order instead.',
  usageRequirements: USAGE_REQUIREMENTS,
  prefetch: PREFETCH,
};
