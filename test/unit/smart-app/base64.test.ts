import { expect, test } from '@jest/globals';
import { decode, encodeURL, fromUint8Array } from '../../../services/smart-app/launch/base64.ts';

test('bytes of every length and value are those that the authorisation server computes', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) % 256);
    expect(fromUint8Array(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
  }
});

test.each(['', 'a', 'ab', '{"fhirUser":"Practitioner/1"}', 'Müller, 山田 🙂'])(
  'the text %j of a token is read as it was written',
  (text) => {
    expect(encodeURL(text)).toBe(Buffer.from(text).toString('base64url'));
    expect(decode(encodeURL(text))).toBe(text);
    expect(decode(Buffer.from(text).toString('base64'))).toBe(text);
  },
);
