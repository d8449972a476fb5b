import type { CdsService } from './cdsService.ts';
import { PREFETCH } from './prefetchTemplates.ts';
import { USAGE_REQUIREMENTS } from './usageRequirements.ts';

export const resistanceOrderSelect: CdsService = {
  id: 'resistance-order-select',
  hook: 'order-select',
  hookVersion: '1.0',
  title: 'Resistance to targeted therapy: order selection',
  description:
    'While a targeted drug is being chosen: whether resistance now in the tumour stands against it, why, and what to order instead.',
  usageRequirements: USAGE_REQUIREMENTS,
  prefetch: PREFETCH,
};
