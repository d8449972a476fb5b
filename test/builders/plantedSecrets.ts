import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A patient whose data the service must write nowhere: not to its log, not to standard output or
 * error, not to disk or database, not into an answer that refuses a call. Requests of tests are about
 * her, and what a test starts is searched for her when the test ends.
 */
export const PLANTED_PATIENT = {
  resourceType: 'Patient',
  id: 'pat-7734',
  identifier: [{ system: 'https://hospital.example/mrn', value: 'MRN-7734-9120' }],
  name: [{ family: 'Quillfeather', given: ['Zephyrine'], text: 'Zephyrine Quillfeather' }],
  telecom: [{ system: 'phone', value: '+44 1632 960773' }],
  birthDate: '1917-03-09',
  address: [{ line: ['7 Nightingale Yard'], city: 'Little Wendleby', postalCode: 'QX7 3ZP' }],
} as const;

/** An access token to the FHIR server of the client. */
export const PLANTED_TOKEN = 'planted-access-token-5f0c71';

/** What a clinician or a server might write about her. */
export const PLANTED_WORDS = 'Zephyrine Quillfeather, born 1917-03-09, declines';

const secrets = new Map<string, string>([
  ['the id of the patient', PLANTED_PATIENT.id],
  ['the family name of the patient', 'quillfeather'],
  ['the given name of the patient', 'zephyrine'],
  ['the date of birth of the patient', '1917-03-09'],
  ['the date of birth of the patient without hyphens', '19170309'],
  ['the date of birth of the patient as a time', String(Date.UTC(1917, 2, 9))],
  ['the record number of the patient', 'mrn-7734-9120'],
  // Fewer digits stand by chance in the ids and times of a long log.
  ['the telephone number of the patient', '1632 960773'],
  ['the telephone number of the patient without spaces', '1632960773'],
  ['the address of the patient', 'nightingale yard'],
  ['the postal code of the patient', 'qx7 3zp'],
  ['the access token', PLANTED_TOKEN],
  ['the family name of a patient of the demo', 'synthetic-'],
]);

/** Shorter words would be found in what has nothing to do with them. */
const SHORTEST = 8;
/** What is longer is a file of a database, in which nothing is encoded. */
const LONGEST_TO_DECODE = 5_000_000;

/** From here to the end of the test file this text is a secret too, such as a token made for one call. */
export function plant(what: string, text: string): string {
  if (text.length >= SHORTEST) secrets.set(`${what} (${String(secrets.size)})`, text.toLowerCase());
  return text;
}

/** The name of every secret that stands in a text, plainly or in an encoding that anyone undoes. */
export function secretsIn(text: string): readonly string[] {
  const decoded = text.length > LONGEST_TO_DECODE ? [] : withoutEncodings(text);
  const readings = [text, ...decoded].map((one) => one.toLowerCase());
  return [...secrets]
    .filter(([, secret]) => readings.some((reading) => reading.includes(secret)))
    .map(([what]) => what);
}

/** @throws when something that was written holds a secret, naming both. */
export function expectNoSecrets(where: string, written: string): void {
  const found = secretsIn(written);
  if (found.length > 0) throw new Error(`${where} holds ${found.join(', ')}.`);
}

/** The same for every file below a folder; database files too, whatever their format. */
export function expectNoSecretsBelow(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    expectNoSecrets(path, readFileSync(path, 'latin1'));
  }
}

/** Bytes as a JSON list of numbers (so a logger writes a Buffer), base64, and percent signs. */
function withoutEncodings(text: string): readonly string[] {
  return [
    ...[...text.matchAll(/\[(\d{1,3}(?:,\d{1,3}){7,})\]/g)].map(([, bytes = '']) =>
      Buffer.from(bytes.split(',').map(Number)).toString('utf8'),
    ),
    ...[...text.matchAll(/[A-Za-z0-9+/_-]{24,}/g)].map(([run]) =>
      Buffer.from(run, 'base64').toString('latin1'),
    ),
    ...(/%[0-9a-f]{2}/i.test(text)
      ? [text.replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => byteOf(hex))]
      : []),
  ];
}

function byteOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
