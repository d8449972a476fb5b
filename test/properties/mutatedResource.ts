/** Any JSON, to be changed in place. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

/** A number below 1, the same series for the same seed. */
export type Dice = () => number;

/** Mulberry32: small, and good enough to choose what to break. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a mutation may draw upon beside the resource itself. */
export interface Surroundings {
  readonly dice: Dice;
  /** Serialised, so that each mutation starts from a copy of its own. */
  readonly originals: readonly string[];
  /** References that lead somewhere in the same batch. */
  readonly references: readonly string[];
}

/** A real resource, broken in one to five ways. It is JSON still, but hardly FHIR. */
export function mutatedResource(surroundings: Surroundings): unknown {
  const { dice, originals } = surroundings;
  const resource = JSON.parse(oneOf(dice, originals)) as JsonObject;
  const times = 1 + Math.floor(dice() * 5);
  for (let time = 0; time < times; time += 1) {
    const place = placeIn(resource, dice);
    if (place !== null) oneOf(dice, MUTATIONS)(place, surroundings);
  }
  // Last, so that nothing is copied or walked through once it is thousands deep or wide.
  const place = dice() < RARELY ? placeIn(resource, dice) : null;
  if (place !== null) oneOf(dice, COSTLY_MUTATIONS)(place, surroundings);
  return resource;
}

/** Arrays of thousands and nesting of thousands are tried too, but not in every resource. */
const RARELY = 0.01;

export function oneOf<Item>(dice: Dice, items: readonly Item[]): Item {
  const item = items[Math.floor(dice() * items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

/** Where a value stands: an element of an object or an item of a list. */
interface Place {
  readonly holder: JsonObject;
  readonly key: string;
}

/** Walks down from the resource and stops somewhere on the way. */
function placeIn(resource: JsonObject, dice: Dice): Place | null {
  let holder = resource;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return null;
    const key = oneOf(dice, keys);
    const value = holder[key];
    const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
    if (isLeaf || dice() < STOP_HERE) return { holder, key };
    holder = value as JsonObject;
  }
}
const STOP_HERE = 0.3;

type Mutation = (place: Place, surroundings: Surroundings) => void;

const MUTATIONS: readonly Mutation[] = [
  swapType,
  remove,
  numberAsText,
  hostileText,
  hostileNumber,
  hostileDate,
  prototypeKeys,
  spellKeyOtherwise,
  wrap,
  repeat,
  pointSomewhere,
  pointInACircle,
  transplant,
  containItself,
  empty,
];

const COSTLY_MUTATIONS: readonly Mutation[] = [nestDeeply, growHuge, endlessText];

function swapType({ holder, key }: Place, { dice }: Surroundings): void {
  holder[key] = oneOf<Json>(dice, [
    null,
    true,
    false,
    0,
    -1,
    17.5,
    '',
    'text',
    [],
    {},
    [null],
    [[]],
    { coding: 'text' },
    [{ coding: [null, 1, 'text', {}] }],
  ]);
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

function numberAsText({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key];
  if (typeof value === 'number') holder[key] = oneOf(dice, [String(value), `${String(value)} %`]);
  else if (typeof value === 'string') holder[key] = value.length;
}

const TEXTS: readonly string[] = [
  '\u0000',
  '\ud800',
  '\u202eM097T .p\u202c',
  'p.Ｔ７９０Ｍ',
  'p.T790М',
  'p.(Thr790Met',
  'p.T790M'.normalize('NFD') + '\u0301'.repeat(50),
  '👩‍⚕️'.repeat(20),
  'İıſK',
  '\n\r\t',
  ' '.repeat(500),
  '__proto__',
  'constructor',
  'c.2369C>T; p.=; p.?; p.0; p.(=)',
  'EGFR::EGFR::EGFR',
  'HGNC:0',
  'HGNC:99999999999999999999',
  '((((((((((((((((((((p.',
  'not not not detected detected',
  '-5 %',
  '1e309',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '$&$1',
  '%%%',
];

function hostileText({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key];
  const text = oneOf(dice, TEXTS);
  const old = typeof value === 'string' ? value : '';
  holder[key] = oneOf(dice, [text, `${text}${old}`, `${old} ${text}`]);
}

/** `1e400` is valid JSON, and is read as infinite. */
function hostileNumber({ holder, key }: Place, { dice }: Surroundings): void {
  const numbers = [Number.MAX_VALUE, 5e-324, -0, -1e21, 2 ** 53, 0.1 + 0.2, Infinity];
  holder[key] = oneOf(dice, numbers);
}

function hostileDate({ holder, key }: Place, { dice }: Surroundings): void {
  holder[key] = oneOf(dice, [
    '2026-02-30',
    '0000',
    '9999-12-31',
    '2026-13',
    '2026-01-01T25:61:61Z',
    '275761-01-01',
    '-0001-01-01',
    '2026-11-24',
    '20261123',
  ]);
}

/** JSON.parse makes `__proto__` an own element, as a request body does. */
function prototypeKeys({ holder, key }: Place, { dice }: Surroundings): void {
  const name = oneOf(dice, [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'toJSON',
    'length',
    'then',
  ]);
  const inner = oneOf(dice, ['{"coding":[{"code":"69548-6"}]}', '[]', '"text"', '1e9', 'null']);
  const hostile = JSON.parse(`{"${name}":${inner}}`) as JsonObject;
  const value = holder[key];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    holder[key] = Object.assign(Object.create(null) as JsonObject, value, {});
    Object.defineProperty(holder[key], name, {
      value: Object.values(hostile)[0],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else holder[key] = hostile;
}

function spellKeyOtherwise({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key];
  if (Array.isArray(holder) || value === undefined) return;
  remove({ holder, key });
  holder[oneOf(dice, [`_${key}`, key.toUpperCase(), `${key}s`, `${key}\u0000`, '', 'value'])] =
    value;
}

function wrap({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key] ?? null;
  holder[key] = oneOf<Json>(dice, [
    [value],
    [[value]],
    { value },
    { coding: [value] },
    { extension: [value] },
    { resource: value },
  ]);
}

function repeat({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key] ?? null;
  const times = 2 + Math.floor(dice() * 8);
  if (Array.isArray(holder)) holder.push(...Array.from({ length: times }, () => value));
  else holder[key] = Array.from({ length: times }, () => value);
}

const REFERENCES = [
  'subject',
  'specimen',
  'result',
  'hasMember',
  'derivedFrom',
  'medicationReference',
  'basedOn',
  'device',
  'focus',
  'partOf',
] as const;

function pointSomewhere({ holder }: Place, { dice, references }: Surroundings): void {
  const reference = oneOf(dice, [...references, '#', '#0', '', 'Patient/', 'urn:uuid:', '?a=b|']);
  const name = oneOf(dice, REFERENCES);
  holder[name] = dice() < 0.5 ? { reference } : [{ reference }, { reference }];
}

function pointInACircle({ holder }: Place, { dice, references }: Surroundings): void {
  const all = references.map((reference) => ({ reference }));
  for (const name of ['result', 'hasMember', 'derivedFrom', 'specimen', 'subject']) {
    if (dice() < 0.5) holder[name] = name === 'subject' ? (all[0] ?? null) : all;
  }
}

/** Grafts a part of another resource into this one. */
function transplant({ holder, key }: Place, { dice, originals }: Surroundings): void {
  const donor = JSON.parse(oneOf(dice, originals)) as JsonObject;
  const place = placeIn(donor, dice);
  holder[key] = place === null ? donor : (place.holder[place.key] ?? null);
}

function containItself({ holder }: Place, { dice, originals }: Surroundings): void {
  const other = JSON.parse(oneOf(dice, originals)) as JsonObject;
  const copy = JSON.parse(JSON.stringify(holder)) as JsonObject;
  holder['contained'] = [copy, other, { ...other, contained: [copy, other] }];
}

function empty({ holder, key }: Place): void {
  const value = holder[key];
  if (Array.isArray(value)) value.length = 0;
  else holder[key] = typeof value === 'string' ? '' : {};
}

// Costly -----------------------------------------------------------------------------------------

function nestDeeply({ holder, key }: Place, { dice }: Surroundings): void {
  const name = oneOf(dice, ['extension', 'contained', 'hasMember', 'coding', 'part', '0']);
  const depth = 1000 + Math.floor(dice() * 5000);
  let value = holder[key] ?? null;
  for (let level = 0; level < depth; level += 1) {
    value = name === '0' ? [value] : { resourceType: 'Observation', [name]: [value] };
  }
  holder[key] = value;
}

/** Thousands of the same item: cheap for the sender, and it must stay so for the reader. */
function growHuge({ holder, key }: Place, { dice }: Surroundings): void {
  const value = holder[key] ?? null;
  const [item = null] = Array.isArray(value) ? value : [value];
  const length = 1000 + Math.floor(dice() * 9000);
  const list = Array.from({ length }, () => item);
  if (Array.isArray(holder)) holder.push(...list);
  else holder[key] = list;
}

function endlessText({ holder, key }: Place, { dice }: Surroundings): void {
  const text = oneOf(dice, ['p.(', 'A', 'EGFR, ', ' ', 'exon 19 ', '((', 'c.1', '::', '1-', 'ſ']);
  holder[key] = text.repeat(100_000);
}
