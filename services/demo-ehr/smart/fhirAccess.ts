import type { Request } from 'express';
import type { FhirStore } from '../fhirStore.ts';
import type { ResourceType } from '../resourceTypes.ts';
import { isOfPatient, visiblePart } from '../patientCompartment.ts';
import type { AuthorizationState } from './authorizationState.ts';
import type { Grant } from './grant.ts';
import { type Interaction, mayInteract } from './scopes.ts';

/** How a request may use a FHIR base. */
export interface FhirAccess {
  /** What of the store it sees. */
  readonly store: FhirStore;
  readonly may: (interaction: Interaction, type: ResourceType) => boolean;
  /** The one patient it may name; `null` where there is no such limit. */
  readonly patient: string | null;
}

/** Why a request may not use a FHIR base at all (RFC 6750, 3.1). */
export interface Unauthorised {
  readonly error: 'missing_token' | 'invalid_token';
}

/** Decides about each request to a FHIR base. */
export type JudgeAccess = (request: Request, store: FhirStore) => FhirAccess | Unauthorised;

export const openAccess = (store: FhirStore): FhirAccess => ({
  store,
  may: () => true,
  patient: null,
});

interface Enforcement {
  readonly state: AuthorizationState;
  /** Path of the FHIR base: tokens for others do not open it. */
  readonly path: string;
  /**
   * `open` lets in who brings no token, or one of somebody else's making: a CDS service under test
   * passes on whatever token its caller had. A token of this server is held to in any case.
   */
  readonly mode: 'open' | 'token-required';
}

/** Holds every request to what its token grants: scopes, compartment and base. */
export function enforceGrants({ state, path, mode }: Enforcement): JudgeAccess {
  return (request, store) => {
    const token = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
    const grant = token === undefined ? 'foreign' : state.grantOf(token);
    if (grant === 'foreign' && mode === 'open') return openAccess(store);
    if (grant === 'foreign') {
      return { error: token === undefined ? 'missing_token' : 'invalid_token' };
    }
    if (grant === 'expired' || grant.audience !== path) return { error: 'invalid_token' };
    return granted(grant, store);
  };
}

function granted({ scopes, patient, user }: Grant, store: FhirStore): FhirAccess {
  // Who asked to know the user may also read who that is.
  const isTheUser = (type: ResourceType, id: string | undefined): boolean =>
    scopes.includes('fhirUser') && `${type}/${id ?? ''}` === user;
  const userType = scopes.includes('fhirUser') ? user.split('/')[0] : null;
  return {
    patient,
    may: (interaction, type) =>
      mayInteract(scopes, interaction, type) || (interaction === 'r' && type === userType),
    store: visiblePart(store, (resource, type) => {
      if (isTheUser(type, resource.id)) return true;
      const mayRead = mayInteract(scopes, 'r', type) || mayInteract(scopes, 's', type);
      return mayRead && isOfPatient(resource, patient);
    }),
  };
}
