/** What cytogenetic notation (ISCN) says of the gene that stands beside it, or that it names itself. */
export interface IscnReading {
  readonly event:
    'gain' | 'loss' | 'loss-of-heterozygosity' | 'amplification' | 'rearrangement' | 'none';
  readonly copies: number | null;
  /** Symbols of the probes of a FISH (`nuc ish`); empty in the other notations, which give bands only. */
  readonly probes: readonly string[];
}

/**
 * Reads ISCN that says one thing: a normal karyotype, one abnormality, one segment of an array or
 * of sequencing, one FISH. Which genes lie in a band takes a map, and of several abnormalities it
 * is not said which one is meant: both stay unread (`null`).
 */
export function readIscn(text: string): IscnReading | null {
  const bounded = text.slice(0, LONGEST_TEXT).trim();
  if (/^nuc\s*ish\b/i.test(bounded)) return readFish(bounded.replace(/^nuc\s*ish\s*/i, ''));
  if (/^(?:arr|seq)\b/i.test(bounded)) return readSegment(bounded);
  return readKaryotype(bounded);
}

const LONGEST_TEXT = 500;

/** `46,XX`, `46,XY,t(9;22)(q34;q11.2)[20]`, `45,XY,-17`. */
function readKaryotype(text: string): IscnReading | null {
  const written = text.replace(/\[[^\]]*\]/g, '');
  if (ALONE.test(written)) return readAbnormality(written);
  const [count, sex, abnormality, ...others] = written.split(',');
  if (!/^\d{2}(?:[~-]\d{2})?$/.test(count ?? '') || !/^[XY]{1,4}$/.test(sex ?? '')) return null;
  if (others.length > 0) return null;
  if (abnormality === undefined) return { event: 'none', copies: null, probes: [] };
  return readAbnormality(abnormality);
}

/** `t(9;22)(q34;q11)`: the abnormality without the karyotype. */
const ALONE = /^(?:t|inv|ins|del|dup|amp|hsr)\([^,]{1,60}\)$/;

function readAbnormality(text: string): IscnReading | null {
  const event = ABNORMALITIES.find(([form]) => form.test(text))?.[1];
  return event === undefined ? null : { event, copies: null, probes: [] };
}

const ABNORMALITIES: readonly (readonly [RegExp, IscnReading['event']])[] = [
  [/^(?:t|inv|ins)\(/, 'rearrangement'],
  [/^(?:del\(|-\d)/, 'loss'],
  [/^(?:dup\(|trp\(|\+\d)/, 'gain'],
  [/^(?:amp|hsr)\(/, 'amplification'],
];

/** `arr[GRCh38] 7p11.2(55019017_55211628)x8`, `arr[hg19] 17p13.1(7565097_7590868)x2 hmz`. */
function readSegment(text: string): IscnReading | null {
  const [only, ...others] = text.matchAll(COPIES);
  if (others.length > 0) return null;
  if (only === undefined) {
    return /\bamp\b/.test(text) ? { event: 'amplification', copies: null, probes: [] } : null;
  }
  const copies = Number(only[1]);
  return { event: eventOf(copies, /\bhmz\b/.test(text)), copies, probes: [] };
}

/** `x8`, `×8`, `x20~30`: at least so many. */
const COPIES = /(?<=[\s)\dA-Z'])[x×](\d{1,3})(?:[~-]\d{1,3})?/g;

/** `(METx15,D7Z1x2)`, `(ALKx2)(5'ALK sep 3'ALKx1)`, `(ABL1,BCR)x3(ABL1 con BCRx2)`. */
function readFish(text: string): IscnReading | null {
  const joined = /\b(\w[\w-]*) con (\w[\w-]*?)(?:[x×]|\b)/.exec(text);
  if (joined !== null) {
    return { event: 'rearrangement', copies: null, probes: [joined[1] ?? '', joined[2] ?? ''] };
  }
  const apart = /5'\s?(\w[\w-]*) sep 3'\s?\w/.exec(text);
  if (apart !== null) return { event: 'rearrangement', copies: null, probes: [apart[1] ?? ''] };
  const counted = [...text.matchAll(/(?<![\w'])([A-Z][A-Z0-9-]*?)\s?[x×](\d{1,3})/g)];
  // Centromere probes (`D7Z1`) are the reference.
  const [gene, ...others] = counted.filter(
    ([, probe = '']) => !/^(?:D[\dXY]+Z\d+|CEP)/.test(probe),
  );
  if (gene === undefined || others.length > 0) return null;
  const copies = Number(gene[2]);
  return { event: eventOf(copies, false), copies, probes: [gene[1] ?? ''] };
}

/** Two copies are the normal state; what counts as amplified is the rules' matter. */
const DIPLOID = 2;

function eventOf(copies: number, isHomozygous: boolean): IscnReading['event'] {
  if (copies < DIPLOID) return 'loss';
  if (isHomozygous) return 'loss-of-heterozygosity';
  return copies > DIPLOID ? 'gain' : 'none';
}
