/** What fhirclient takes for `isomorphic-webcrypto`. */
export default globalThis.crypto;
