import { z } from 'zod';

/**
 * A linear classifier of texts. `strength` is 1 / C of scikit-learn's LinearSVC; words and characters are the terms of
 * its vectorisers `word` and `char_wb`.
 */
export const textLinearParamsSchema = z.object({
  /** Longest run of words that is a term; 0: no words. */
  words: z.number().int().min(0).max(5).default(2),
  /** Longest run of characters inside a word that is a term, from 2; 0: no characters. */
  characters: z.number().int().min(0).max(8).default(5),
  /** Terms of fewer texts are left out. */
  minTexts: z.number().int().min(1).default(2),
  /** The most frequent terms are kept, for words and for characters each. */
  maxTerms: z.number().int().min(10).max(500_000).default(100_000),
  strength: z.number().positive().default(1),
  classWeights: z.enum(['none', 'balanced']).default('none'),
  maxIterations: z.number().int().min(1).default(100),
});
export type TextLinearParams = z.output<typeof textLinearParamsSchema>;

/** Which terms are learned of the texts. */
export type TermParams = Pick<TextLinearParams, 'words' | 'characters' | 'minTexts' | 'maxTerms'>;
