/** A text's finished sentences, from a place on that is counted in letters and digits. */
export interface Sentences {
  readonly sentences: readonly string[];
  /** The place behind them: where to go on when the text has grown. */
  readonly letters: number;
}

const LETTER = /[\p{L}\p{N}]/gu;

/**
 * The finished sentences of a growing text behind those that were given before. The place is counted
 * in letters and digits, since what Markdown makes of its marks changes with what follows them.
 * @param from letters and digits that were given before
 * @param complete whether the text is at its end, so that its last sentence is finished too
 */
export function finishedSentences(text: string, from: number, complete: boolean): Sentences {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  const sentences: string[] = [];
  let letters = from;
  let sentence = "";
  const finish = (): void => {
    const count = countLetters(sentence);
    if (count > 0) sentences.push(sentence.trim().replace(/\s+/g, " "));
    letters += count;
    sentence = "";
  };
  for (const { segment } of segmenter.segment(afterLetters(text, from))) {
    // What follows may still be the rest of a sentence, or of an address with a question mark.
    if (/\s$/.test(sentence)) finish();
    sentence += segment;
  }
  if (complete) finish();
  return { sentences, letters };
}

function countLetters(text: string): number {
  return text.match(LETTER)?.length ?? 0;
}

/** What is behind the first so many letters and digits, and the marks that close their sentence. */
function afterLetters(text: string, count: number): string {
  if (count === 0) return text;
  let left = count;
  for (const match of text.matchAll(LETTER)) {
    left -= 1;
    if (left === 0)
      return text.slice(match.index + match[0].length).replace(/^[^\s\p{L}\p{N}]+/u, "");
  }
  return "";
}
