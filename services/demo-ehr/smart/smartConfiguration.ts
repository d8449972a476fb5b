/** https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known */
export function smartConfiguration(root: string, authPath: string): object {
  const auth = `${root}${authPath}`;
  return {
    issuer: auth,
    jwks_uri: `${auth}/jwks`,
    authorization_endpoint: `${auth}/authorize`,
    token_endpoint: `${auth}/token`,
    revocation_endpoint: `${auth}/revoke`,
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    scopes_supported: [
      'launch',
      'launch/patient',
      'openid',
      'fhirUser',
      'offline_access',
      'patient/*.rs',
      'patient/*.read',
    ],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'authorize-post',
      'client-public',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-standalone-patient',
      'permission-offline',
      'permission-patient',
      'permission-v1',
      'permission-v2',
    ],
  };
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
export function openIdConfiguration(root: string, authPath: string): object {
  return {
    ...smartConfiguration(root, authPath),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['iss', 'aud', 'sub', 'exp', 'iat', 'nonce', 'fhirUser'],
  };
}
