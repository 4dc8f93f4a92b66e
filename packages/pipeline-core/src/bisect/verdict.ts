import { z } from 'zod';

/** How much of the loss one difference, or several that were not told apart, make. */
const shareSchema = z.object({
  ids: z.array(z.string()),
  /** Positive: it made the metric worse by so much, whichever way is better. */
  loss: z.number(),
  /**
   * `alone`: the good run with nothing but this; `in-turn`: switched on after those before it in the order. `untold`: those that
   * no run told apart, for each is small or none ran without the other.
   */
  how: z.enum(['alone', 'in-turn', 'untold']),
  /** Not more than chance does, or than a twentieth of the loss. */
  small: z.boolean(),
});
export type Share = z.output<typeof shareSchema>;

/** What came out. The losses of `shares`, `interaction`, `rest` and `code` add up to `loss`. */
export const verdictSchema = z.object({
  /** `found`: causes are in `shares`. `noise`: chance makes as much. `code`: the code of now gives no loss. `spread`: many small ones. */
  kind: z.enum(['found', 'noise', 'code', 'spread', 'no-ends']),
  /** Good less bad as recorded, positive where the bad one is worse. */
  loss: z.number(),
  shares: z.array(shareSchema),
  /** What causes make together beyond what each makes alone; null where they were not tried so. */
  interaction: z.number().nullable(),
  /** What is left for all other differences together. */
  rest: z.number(),
  /** What only other code, or another machine, explains; null where all was made by the code of now. */
  code: z.number().nullable(),
  /** How far two runs with different seeds lie apart, nine times of ten; null where that was not tried. */
  noise: z.number().nullable(),
  /** The fewest causes that alone push a good run over the bar; null where none do. */
  minimal: z.array(z.string()).nullable(),
  /** The limit of runs was reached before all was asked. */
  cut: z.boolean(),
});
export type Verdict = z.output<typeof verdictSchema>;
