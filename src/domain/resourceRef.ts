/** A FHIR resource of the record, as `Type/id`. */
export type ResourceRef = string;
