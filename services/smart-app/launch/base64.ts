/** What fhirclient takes for `js-base64`: base64url of bytes and texts, and back; texts are UTF-8. */
export function fromUint8Array(bytes: Uint8Array): string {
  const latin1 = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(latin1).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function encodeURL(text: string): string {
  return fromUint8Array(new TextEncoder().encode(text));
}

/** Takes the alphabet of base64 too, with or without padding. */
export function decode(base64: string): string {
  const latin1 = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(latin1, (letter) => letter.charCodeAt(0)));
}
