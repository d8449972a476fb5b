import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** What is kept can't be read: another key, or it was changed. */
export class UnreadablePayloadError extends Error {
  override readonly name = 'UnreadablePayloadError';
}

const ENCRYPTED = 1;
const PLAIN = 0;
/** AES-256-GCM (NIST SP 800-38D): nonce of 96 bits, tag of 128. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Compressed, and encrypted when there is a key. The entry's id is bound in, so that payloads can't be swapped. */
export async function packPayload(
  content: unknown,
  entry: string,
  key: Buffer | null,
): Promise<Buffer> {
  const bytes = await compress(JSON.stringify(content));
  if (key === null) return Buffer.concat([Buffer.of(PLAIN), bytes]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(entry));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([Buffer.of(ENCRYPTED), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws UnreadablePayloadError */
export async function unpackPayload(
  payload: Buffer,
  entry: string,
  key: Buffer | null,
): Promise<unknown> {
  const rest = payload.subarray(1);
  if (payload[0] === PLAIN) return JSON.parse((await expand(rest)).toString()) as unknown;
  if (key === null) throw new UnreadablePayloadError('It is encrypted, and no key is given.');
  try {
    const tag = rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, rest.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(entry))
      .setAuthTag(tag);
    const bytes = Buffer.concat([
      decipher.update(rest.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
    return JSON.parse((await expand(bytes)).toString()) as unknown;
  } catch {
    throw new UnreadablePayloadError('It is encrypted with another key, or was changed.');
  }
}
