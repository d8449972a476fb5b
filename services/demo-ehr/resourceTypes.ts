/** The types this server knows. For others it says so instead of answering with an empty result. */
export const RESOURCE_TYPES = [
  'AllergyIntolerance',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'Condition',
  'Coverage',
  'Device',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'FamilyMemberHistory',
  'ImagingStudy',
  'Immunization',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'MolecularSequence',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'ServiceRequest',
  'Specimen',
  'Task',
] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** What a clinician's acceptance of a suggestion may write. */
export const WRITABLE_TYPES = ['MedicationRequest', 'ServiceRequest'] as const;
