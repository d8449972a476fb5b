/** What a client must bring, the same for every service (CDS Hooks 2.0, "Discovery"). */
export const USAGE_REQUIREMENTS =
  'FHIR R4. Needs genomic results or drug treatments, by prefetch or from a permitted FHIR server; what is missing is named on a card.';
