import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { addressReach, type AddressReach } from './addressReach.ts';

/** Which addresses a name on a list may turn out to be. */
export interface Reach {
  /** Internal networks, where many FHIR servers stand. */
  readonly privateNetwork: boolean;
  /** This machine: for the demo only. */
  readonly loopback: boolean;
}

/** A connection that the guard does not open. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** How a name is looked up; the system's resolver outside of tests. */
export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const CONNECT_WITHIN_MS = 2_000;
/** Of all headers of an answer. */
const HEADERS_AT_MOST_BYTES = 16_384;

const bySystem: Resolve = (host, done) => {
  lookup(host, { all: true, verbatim: true }, (error, addresses) => {
    done(error, addresses);
  });
};

/**
 * The one way out of the service: every request to another server goes through such an agent. It
 * checks the address that a name resolves to at the moment of connecting, so that a name which
 * changes its address between check and use (DNS rebinding) gains nothing, and the literals that an
 * HTTP client never looks up. Redirects are not followed, nor cookies kept.
 */
export function guardedAgent(reach: Reach, resolve: Resolve = bySystem): Dispatcher {
  const agent = new Agent({
    connect: { timeout: CONNECT_WITHIN_MS, lookup: guardedLookup(reach, resolve) },
    maxHeaderSize: HEADERS_AT_MOST_BYTES,
  });
  return agent.compose((dispatch) => (options, handler) => {
    const { hostname } = new URL(String(options.origin));
    const literal = addressReach(hostname);
    if (literal !== null && !isWithin(literal, reach)) {
      throw new ForbiddenAddressError('The address is not one that may be contacted.');
    }
    return dispatch(options, handler);
  });
}

function isWithin(address: AddressReach, { privateNetwork, loopback }: Reach): boolean {
  switch (address) {
    case 'public':
      return true;
    case 'private':
      return privateNetwork;
    case 'loopback':
      return loopback;
    case 'never':
      return false;
  }
}

/** Of several addresses only the permitted ones are tried. */
function guardedLookup(reach: Reach, resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      if (error !== null) {
        done(error, '');
        return;
      }
      const permitted = addresses.filter(({ address }) => {
        const found = addressReach(address);
        return found !== null && isWithin(found, reach);
      });
      const [first] = permitted;
      if (first === undefined) {
        done(
          new ForbiddenAddressError('The name leads to an address that may not be contacted.'),
          '',
        );
      } else if (options.all === true) {
        done(null, [...permitted]);
      } else {
        done(null, first.address, first.family);
      }
    });
  };
}
