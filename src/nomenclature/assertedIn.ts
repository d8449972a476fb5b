/**
 * What a text asserts, sentence by sentence: what it denies is cut off (`adenocarcinoma, no small
 * cell component`), and a sentence whose end denies its beginning (`progression not seen`) is left out.
 */
export function assertedIn(text: string): readonly string[] {
  return text
    .slice(0, LONGEST_TEXT)
    .split(SENTENCE_END)
    .filter((sentence) => !DENIED_BEHIND.test(sentence))
    .map((sentence) => sentence.slice(0, DENIAL.exec(sentence)?.index).trim())
    .filter((asserted) => asserted !== '');
}

/** Whether a text leaves open what it names: `suspected progression`, `small cell vs adenocarcinoma`. */
export function isDoubted(text: string): boolean {
  return DOUBT.test(text.slice(0, LONGEST_TEXT));
}

const LONGEST_TEXT = 4000;
const SENTENCE_END = /[;\n]|\.\s|\b(?:but|however|aber|jedoch|sondern)\b/i;

/** `No. 2` is a number, `not otherwise specified` a kind. */
const DENIAL =
  /\b(?:no(?!\.)|not(?! otherwise)|without|negative for|free of|kein\w*|nicht|ohne|sans|senza)\b/i;
const DENIED_BEHIND =
  /\b(?:(?:not|nicht) (?:been )?(?:seen|present|identified|observed|found|detected|confirmed|evaluable|assess\w+|reached|gesehen|nachweisbar|nachgewiesen|gefunden|beurteilbar|erreicht)|none|absent|excluded|ruled out|ausgeschlossen)\b/i;
const DOUBT =
  /\b(?:suspect\w*|suspici\w*|possib\w*|probabl[ey]|presum\w*|(?:un)?likely|cannot|can't|could|may|might|rule out|r\/o|versus|vs|pseudo\w*|question\w*|equivocal|indeterminate|inconclusive|uncertain|unclear|differential|concern(?:ing|s)? for|verdacht|v\.a\.|fraglich)|\?/i;
