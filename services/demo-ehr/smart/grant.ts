/** What an access token stands for. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Id of the one patient whose compartment the token opens. */
  readonly patient: string;
  /** `Type/id` of who is logged in. */
  readonly user: string;
  /** Path of the FHIR base that the token is for: it opens no other. */
  readonly audience: string;
  readonly appContext: string | null;
}
