import { z } from 'zod';
import { runIdSchema, stepIdSchema } from '../ids';
import { differenceSchema, fixedDifferenceSchema } from './difference';

/** A run that is compared, and its value of the metric. */
const sideSchema = z.object({
  run: runIdSchema,
  number: z.int(),
  value: z.number(),
  /** Its steps have other code by now, so it is executed anew before hybrids are compared with it. */
  again: z.boolean(),
});

/** What a search for the cause was asked and begins with; never changed afterwards. */
export const bisectSetupSchema = z.object({
  v: z.literal(1),
  /** The step that judges, and which of its figures is followed. */
  step: stepIdSchema,
  title: z.string(),
  metric: z.string(),
  direction: z.enum(['higher', 'lower']),
  good: sideSchema,
  bad: sideSchema,
  /** In the order in which they are switched on. */
  differences: z.array(differenceSchema),
  fixed: z.array(fixedDifferenceSchema),
  /** How many differences there are besides that do not reach the judging step. */
  elsewhere: z.int().nonnegative(),
  /** A run is good as long as its value is better than this. */
  bar: z.number(),
  /** So many runs of the good drawing with other seeds say what chance does. */
  repeats: z.int().min(0).max(20),
  /** So many hybrid runs at most, those for chance included. */
  most: z.int().min(1).max(200),
});
export type BisectSetup = z.output<typeof bisectSetupSchema>;

/** A hybrid that was tried. */
export const triedSchema = z.object({
  on: z.array(z.string()),
  repeat: z.int().nonnegative(),
  /** Null where it could not even be planned. */
  run: runIdSchema.nullable(),
  number: z.int().nullable(),
  /** Null: it runs, or came to no value. */
  value: z.number().nullable(),
  /** Why it came to no value. */
  problem: z.string().nullable(),
  ended: z.boolean(),
  /** How many of its steps ran; the others were taken from the cache. Absent while it runs. */
  ran: z.int().optional(),
  steps: z.int().optional(),
});
export type Tried = z.output<typeof triedSchema>;
