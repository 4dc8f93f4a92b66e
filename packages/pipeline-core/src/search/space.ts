import { z } from 'zod';

/** Searched only while another setting has one of these values. */
const whenSchema = z.strictObject({
  param: z.string(),
  is: z.array(z.union([z.string(), z.boolean()])).min(1),
});

const bounds = (bound: z.ZodNumber) =>
  z.tuple([bound, bound]).refine(([from, to]) => from < to, 'The first bound is below the second.');

/** `log`: twice as much is the same step everywhere, as with penalties and rates. */
const scaled = { log: z.boolean().optional(), when: whenSchema.optional() };

const needsPositive = 'A logarithm needs bounds above 0.';

/** How far one setting is searched: whole numbers, numbers, both ends included, or values one by one. */
export const dimensionSchema = z.union([
  z
    .strictObject({ int: bounds(z.int()), ...scaled })
    .refine(({ int, log }) => log !== true || int[0] > 0, needsPositive),
  z
    .strictObject({ real: bounds(z.number()), ...scaled })
    .refine(({ real, log }) => log !== true || real[0] > 0, needsPositive),
  z.strictObject({
    choice: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
    when: whenSchema.optional(),
  }),
]);
export type Dimension = z.output<typeof dimensionSchema>;

/** Dimensions by the parameter they set; those that others depend on come first. */
export const searchSpaceSchema = z.record(z.string(), dimensionSchema);
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** A value that a dimension can take. */
export type SettingValue = string | number | boolean;
