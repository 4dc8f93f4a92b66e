import { z } from 'zod';
import { lower } from '../../expression/case-tables';

/** How a text is cut into terms. */
export const textCutSchema = z.object({
  /** `inside-words`: characters of one word with a space at both ends. */
  of: z.enum(['words', 'characters', 'inside-words']),
  lowerCase: z.boolean(),
  /** Shortest and longest run of words or characters that is a term. */
  from: z.int().min(1).max(10),
  to: z.int().min(1).max(10),
});
export type TextCut = z.output<typeof textCutSchema>;

const word = /[\p{L}\p{N}_]{2,}/gu;
const space = /\s\s+/gu;

/**
 * The terms of a text in their order, repeated ones repeated: runs of words of two letters or more joined by a space, or
 * runs of characters. These are the terms of scikit-learn's `word`, `char` and `char_wb`.
 */
export function termsOf(text: string, cut: TextCut): string[] {
  const read = cut.lowerCase ? lower(text) : text;
  switch (cut.of) {
    case 'words':
      return runs(read.match(word) ?? [], ' ', cut);
    case 'characters':
      return runs([...read.replace(space, ' ')], '', cut);
    case 'inside-words':
      return read
        .split(/\s+/u)
        .filter((one) => one !== '')
        .flatMap((one) => insideWord([...` ${one} `], cut));
  }
}

function runs(parts: readonly string[], between: string, { from, to }: TextCut): string[] {
  const terms: string[] = [];
  for (let size = from; size <= Math.min(to, parts.length); size++) {
    for (let at = 0; at + size <= parts.length; at++) {
      terms.push(size === 1 ? (parts[at] ?? '') : parts.slice(at, at + size).join(between));
    }
  }
  return terms;
}

/** A word that is shorter than a run counts once as a whole. */
function insideWord(characters: readonly string[], { from, to }: TextCut): string[] {
  const terms: string[] = [];
  for (let size = from; size <= to; size++) {
    terms.push(characters.slice(0, size).join(''));
    for (let at = 1; at + size <= characters.length; at++) terms.push(characters.slice(at, at + size).join(''));
    if (size >= characters.length) break;
  }
  return terms;
}
