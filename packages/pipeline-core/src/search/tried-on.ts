import { z } from 'zod';

/** What rows have to be like for a kind of model to be worth a try where nobody has chosen it. */
export const triedOnSchema = z.strictObject({
  /** A column of running text: words one after the other, hardly two rows alike. */
  texts: z.boolean().optional(),
  /** A column of vectors: one image a row. */
  images: z.boolean().optional(),
  /** Train rows beyond which a trial would take too long. */
  mostRows: z.int().positive().optional(),
});
export type TriedOn = z.output<typeof triedOnSchema>;

/** Words of a text on average from which on it is one to read, not the name of a category. */
const FEWEST_WORDS = 3;
/** Share of the texts that are different from each other, from which on they are not categories. */
const FEWEST_DISTINCT = 0.1;

/** Of one text column: its texts, how many differ, and their words on average. */
export type TextCount = { texts: number; distinct: number; words: number };

/** Whether a column holds running text. A category of three words ("No internet service") comes again and again. */
export function isRunningText({ texts, distinct, words }: TextCount): boolean {
  return words >= FEWEST_WORDS && distinct > texts * FEWEST_DISTINCT;
}
