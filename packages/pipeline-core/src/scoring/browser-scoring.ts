import { z } from 'zod';
import { errorReportSchema } from '../errors/pipeline-error';
import { releaseIdSchema } from '../ids';
import { type JsonObject, jsonObjectSchema } from '../json';
import { signatureSchema, taskSchema } from '../release/signature';

/** How the answer to one row comes about: `base` and what each feature adds sum to `total`. */
export const rowExplanationSchema = z.object({
  /** What `total` is: the answer, or a score behind it such as log-odds. */
  of: z.enum(['answer', 'score']),
  /** What `base` is the mean over: the rows learned from, or the proof rows of the bundle. */
  comparedWith: z.enum(['training', 'proof']),
  /** Which output of the model, where it has one for each class; of two classes with one output it is the second. */
  output: z.int().nonnegative(),
  /** The class of that output; null where the answer is a number. */
  className: z.string().nullable(),
  base: z.number(),
  total: z.number(),
  /** Largest first. `cell` is what the model read, after the feature plan; null is missing. */
  parts: z.array(
    z.object({ feature: z.string(), cell: z.union([z.string(), z.number(), z.null()]), adds: z.number() }),
  ),
});
export type RowExplanation = z.output<typeof rowExplanationSchema>;

/** A release as the page names it to its scorer. */
const releaseSchema = z.object({ id: releaseIdSchema, model: z.string(), number: z.int().positive() });

const ofQuestion = { id: z.int() };

/** What a page asks the scorer in its Web Worker; every question has an id, and its reply the same one. */
export const browserQuestionSchema = z.discriminatedUnion('ask', [
  /** Take this bundle, if it is the one with this hash. */
  z.object({
    ...ofQuestion,
    ask: z.literal('open'),
    bundle: z.instanceof(ArrayBuffer),
    sha256: z.string(),
    release: releaseSchema,
  }),
  z.object({ ...ofQuestion, ask: z.literal('score'), rows: z.array(jsonObjectSchema) }),
  /** One row, with what each feature adds. */
  z.object({ ...ofQuestion, ask: z.literal('what-if'), row: jsonObjectSchema }),
]);
export type BrowserQuestion = z.output<typeof browserQuestionSchema>;

/** A question without its id. */
export type BrowserAsk =
  | { ask: 'open'; bundle: ArrayBuffer; sha256: string; release: z.output<typeof releaseSchema> }
  | { ask: 'score'; rows: readonly JsonObject[] }
  | { ask: 'what-if'; row: JsonObject };

/** An opened bundle: its hash as it was computed here, and how many proof rows were answered bit for bit. */
export const browserModelSchema = z.object({
  sha256: z.string(),
  bytes: z.int(),
  goldenRows: z.int(),
  task: taskSchema,
  /** Callers send all of it: nothing is looked up here. */
  signature: signatureSchema,
  /** Held-out rows to begin with, and what really happened. */
  examples: z.array(z.object({ row: jsonObjectSchema, label: z.union([z.string(), z.number(), z.null()]) })),
});
export type BrowserModel = z.output<typeof browserModelSchema>;

/** An answered row as the native protocol gives it, without an id; or why there is none. */
export const browserRowSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: jsonObjectSchema }),
  z.object({
    ok: z.literal(false),
    message: z.string(),
    fields: z.array(z.object({ field: z.string(), seen: z.string(), expected: z.string() })),
  }),
]);
export type BrowserRow = z.output<typeof browserRowSchema>;

export const whatIfSchema = z.object({ row: browserRowSchema, explanation: rowExplanationSchema.nullable() });
export type WhatIf = z.output<typeof whatIfSchema>;

/** What comes back: `answer` by the question, or why it failed. */
export const browserReplySchema = z.discriminatedUnion('ok', [
  z.object({ ...ofQuestion, ok: z.literal(true), answer: z.unknown() }),
  z.object({ ...ofQuestion, ok: z.literal(false), error: errorReportSchema }),
]);
export type BrowserReply = z.output<typeof browserReplySchema>;

/** The shape of the answer to each question. */
export const browserAnswers = {
  open: browserModelSchema,
  score: z.array(browserRowSchema),
  'what-if': whatIfSchema,
} as const satisfies Record<BrowserAsk['ask'], z.ZodType>;

export type BrowserAnswer<Ask extends BrowserAsk['ask']> = z.output<(typeof browserAnswers)[Ask]>;
