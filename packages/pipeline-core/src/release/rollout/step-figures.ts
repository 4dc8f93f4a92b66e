import { z } from 'zod';
import { releaseFiguresSchema } from './release-figures';
import { shadowFiguresSchema } from './shadow-figures';

/** What both releases had done at a step when it ended. A rollout keeps it: the minutes it is added up from are folded after a while. */
export const stepFiguresSchema = z.object({
  step: z.number().int().nonnegative(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  /** By which rows were slow. */
  budgetMs: z.number().positive(),
  champion: releaseFiguresSchema,
  challenger: releaseFiguresSchema,
  shadow: shadowFiguresSchema.optional(),
});
export type StepFigures = z.output<typeof stepFiguresSchema>;
