import { z } from 'zod';
import { jsonSchema } from '../json';
import { columnRoleSchema, columnTypeSchema } from '../schema/column-type';

/** Something to know about the data, in words; the worst first. */
export const profileWarningSchema = z.object({
  code: z.enum([
    'leakage-suspect',
    'constant',
    'all-missing',
    'id-like',
    'many-missing',
    'some-missing',
    'blank-texts',
    'numeric-text',
    'mixed-types',
    'duplicate-rows',
    'class-imbalance',
    'future-dates',
    'many-categories',
    'missing-words',
    'dates-as-text',
    'far-out',
    'typing-errors',
    'case-variants',
    'time-order',
    'trend',
    'skewed',
  ]),
  column: z.string().optional(),
  message: z.string(),
  severity: z.enum(['high', 'medium', 'low']),
  /**
   * A step that would mend it, with its settings; `title` says what the step does to the column ("Leave it out").
   * Settings left out are the step's own.
   */
  fix: z
    .object({ addStep: z.string(), title: z.string(), params: z.record(z.string(), jsonSchema).optional() })
    .optional(),
});
export type ProfileWarning = z.output<typeof profileWarningSchema>;

const cellSchema = z.union([z.string(), z.number(), z.boolean()]);
const statistic = z.number().nullable().default(null);

/**
 * `counts[i]` rows lie from `edges[i]` on and below `edges[i + 1]`, the last edge included; `outside` rows are not shown.
 * With a `step` all values lie on a grid of it, half a step beside the edges (see value-grid.ts); the last bar may be
 * narrower. Profiles kept from before have none.
 */
export const histogramSchema = z
  .object({
    edges: z.array(z.number()).min(2),
    counts: z.array(z.int().nonnegative()).min(1),
    outside: z.int().nonnegative().default(0),
    step: z.number().positive().optional(),
  })
  .refine((histogram) => histogram.edges.length === histogram.counts.length + 1, 'expected one more edge than counts');
export type Histogram = z.output<typeof histogramSchema>;

/**
 * How the target lies in each bar of a column: the bins of its histogram, or its `top` values; behind the values come
 * "Other" and "Missing", behind the bins "Missing". Classes beyond the first seven are in no bar.
 */
export const byTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('class'), classes: z.array(z.string()).max(8), bars: z.array(z.array(z.int())) }),
  z.object({ kind: z.literal('mean'), bars: z.array(z.number().nullable()) }),
]);
export type ByTarget = z.output<typeof byTargetSchema>;

/**
 * What is known of one column. `missing`, `zeros`, `negatives`, `distinct` and the counts are numbers of rows; shares
 * lie between 0 and 1. Dates and timestamps give `min` and `max` as ISO text and a histogram over milliseconds.
 */
export const columnProfileSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  role: columnRoleSchema.optional(),
  rows: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  distinct: z.int().nonnegative(),
  /** False when `distinct` is an estimate. */
  distinctIsExact: z.boolean(),
  min: z.union([z.number(), z.string(), z.null()]).default(null),
  max: z.union([z.number(), z.string(), z.null()]).default(null),
  mean: statistic,
  sd: statistic,
  median: statistic,
  /** Numbers: the 0.5 % and the 99.5 % quantile, whatever the histogram shows. Profiles kept from before have none. */
  middle: z.object({ low: z.number(), high: z.number() }).optional(),
  zeros: z.int().nonnegative().nullable().default(null),
  negatives: z.int().nonnegative().nullable().default(null),
  histogram: histogramSchema.nullable().default(null),
  /** Most frequent values without missing ones, most frequent first. */
  top: z.array(z.object({ value: cellSchema, count: z.int().positive() })).default([]),
  /** Lengths of texts in code points. */
  textLengths: z.object({ min: z.int(), mean: z.number(), max: z.int() }).optional(),
  /** Lengths of the texts, cut at 99.5 %. */
  lengthHistogram: histogramSchema.optional(),
  samples: z.array(cellSchema).default([]),
  /** Text columns: share of the non-blank texts that are numbers; 1 means a number column with blanks in it. */
  numericTexts: z.number().min(0).max(1).optional(),
  /** Text columns most of whose texts are numbers: the digits among them, such as postal codes. */
  digitTexts: z
    .object({
      /** Of the texts that are numbers, those of digits alone. */
      share: z.number().min(0).max(1),
      /** Of these, those with a zero before other digits. */
      leadingZeros: z.number().min(0).max(1),
      /** The most frequent length of these, and the share that has it. */
      length: z.int().positive(),
      sameLength: z.number().min(0).max(1),
      /** Of these, those that read as a time: 20260131, 202601310830, or seconds or milliseconds since 1970. */
      times: z.number().min(0).max(1).default(0),
    })
    .optional(),
  /** Text columns: number of texts that are empty or white space only (not counted in `missing`). */
  blankTexts: z.int().nonnegative().optional(),
  looksLikeId: z.boolean().default(false),
  /** All non-missing values are equal, or there is none. */
  constant: z.boolean().default(false),
  /**
   * How well this column alone tells the target, 0..1, when profiled against one: for two classes the larger of AUC and
   * 1 - AUC, for more the mean of that over the classes, each against the rest; for a numeric target R². Text columns
   * are ranked by the target's mean of their category without the row itself, so that many categories do not look good.
   */
  targetScore: z.number().min(0).max(1).optional(),
  byTarget: byTargetSchema.optional(),
  /** Pearson's correlation of a number with the number of its row, where rows are in an order: a trend. */
  orderTrend: z.number().min(-1).max(1).optional(),
  /** Dates, times, and whole numbers that tell rows apart: the rows lie in their order, but for a few. */
  rowOrder: z.enum(['rising', 'falling']).optional(),
  /** Together with this column it adds up to the target in every row. Only when profiled against a number target. */
  addsUpWith: z.string().optional(),
});
export type ColumnProfile = z.output<typeof columnProfileSchema>;

/** With more columns than these, those behind are split by a target only when they are asked for by name. */
export const mostSplitColumns = 300;

/**
 * Columns of a wide table that were not looked at for something: by what was looked for. Asked for by name, they are.
 * `byTarget`: bars; `sums`: pairs that add up to the target; `typingErrors`: columns with repeated values.
 */
const leftSchema = z.object({
  byTarget: z.array(z.string()).default([]),
  sums: z.array(z.string()).default([]),
  typingErrors: z.array(z.string()).default([]),
});
export type LeftColumns = z.output<typeof leftSchema>;

/** What the data service computes for a table. `sampledRows` is there when figures are of a sample. */
export const tableProfileSchema = z.object({
  v: z.literal(1),
  rows: z.int().nonnegative(),
  sampledRows: z.int().nonnegative().optional(),
  columns: z.array(columnProfileSchema),
  /** Target the scores speak of. */
  target: z.string().optional(),
  /** Rows that equal an earlier one in all columns; absent when not counted. */
  duplicates: z.int().nonnegative().optional(),
  warnings: z.array(profileWarningSchema).default([]),
  /** Absent where every column was looked at for everything. */
  left: leftSchema.optional(),
});
export type TableProfile = z.output<typeof tableProfileSchema>;
