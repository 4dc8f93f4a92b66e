import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '../json';
import { utf8 } from '../sha256';

/** So many tests a model may have: all of them are asked before each deployment. */
export const mostModelTests = 200;
/** Bytes of a row as JSON: tests are listed, asked and written down in the audit log whole. */
export const mostTestRowBytes = 64 * 1024;

const finite = z.number().refine(Number.isFinite, 'expected a finite number');

/**
 * What a model has to answer to a row. `direction` asks twice: with the row, and with `field` raised by `by`; what is
 * compared is the number of the answer, or the probability of `class`.
 */
export const expectationSchema = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1).default(1), kind: z.literal('class'), class: z.string().min(1) }),
  z.object({
    v: z.literal(1).default(1),
    kind: z.literal('number'),
    value: finite,
    tolerance: finite.nonnegative('A tolerance is 0 or more.'),
  }),
  z.object({
    v: z.literal(1).default(1),
    kind: z.literal('probability'),
    class: z.string().min(1),
    atLeast: finite.min(0).max(1),
  }),
  z.object({
    v: z.literal(1).default(1),
    kind: z.literal('direction'),
    field: z.string().min(1),
    by: finite.positive('Raise the field by more than 0.'),
    answer: z.enum(['not-lower', 'not-higher']),
    class: z.string().min(1).nullable().default(null),
  }),
]);
export type Expectation = z.output<typeof expectationSchema>;

export const modelTestNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the test a name.')
  .max(120, 'Keep the name under 120 characters.');

/** A row that a test keeps. */
export const testRowSchema = jsonObjectSchema.superRefine((row, context) => {
  const bytes = utf8(JSON.stringify(row)).length;
  if (bytes <= mostTestRowBytes) return;
  const [is, most] = [bytes, mostTestRowBytes].map((count) => `${Math.ceil(count / 1024)} KiB`);
  context.addIssue({ code: 'custom', message: `The row is ${is} of JSON; a test keeps ${most} at most.` });
});

/** What people say when they save a run as a test: its row, and what is expected of every release of the model. */
export const modelTestWishSchema = z.object({
  name: modelTestNameSchema,
  row: testRowSchema,
  expected: expectationSchema,
});
export type ModelTestWish = z.output<typeof modelTestWishSchema>;

/** The rows that a test asks: one, or for a direction a second one with the field raised; null where the row has no number there. */
export function rowsAsked({
  row,
  expected,
}: Pick<ModelTestWish, 'row' | 'expected'>): [JsonObject, ...JsonObject[]] | null {
  if (expected.kind !== 'direction') return [row];
  const value = row[expected.field];
  return typeof value === 'number' ? [row, { ...row, [expected.field]: value + expected.by }] : null;
}
