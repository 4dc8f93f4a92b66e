import { jsonObjectSchema, jsonSchema } from '@millrace/pipeline-core/json';
import { columnRoleSchema, columnTypeSchema, partSchema } from '@millrace/pipeline-core/schema';
import { z } from 'zod';

const caseTableSchema = z.strictObject({
  columns: z.array(
    z.strictObject({ name: z.string(), type: columnTypeSchema, role: columnRoleSchema.default('feature') }),
  ),
  rows: z.array(z.array(jsonSchema)),
  /** Part of each row; the table is a split then. */
  parts: z.array(partSchema).optional(),
  /** Repeats the rows so often, for steps that need many. */
  repeat: z.number().int().positive().default(1),
});
export type CaseTable = z.output<typeof caseTableSchema>;

/** A conformance case: rows in, what comes out or the error. The last step is the one under test. */
export const caseSchema = z.strictObject({
  title: z.string(),
  table: caseTableSchema.optional(),
  /** Further tables by the names that `inputs` use. */
  tables: z.record(z.string(), caseTableSchema).default({}),
  steps: z
    .array(
      z.strictObject({
        id: z.string().default('step'),
        type: z.string(),
        params: jsonObjectSchema.default({}),
        /** `table` or `<id>.<port>`; several for ports that take many. */
        inputs: z.record(z.string(), z.array(z.string())).default({}),
        /** Tables behind the reference `data`, as batches 1, 2, … that are read as one. */
        batches: z.array(z.string()).optional(),
        /** One trial of a search: which of those at its input `proposal`. */
        trial: z.number().int().optional(),
        /** The feature view behind the reference `view`: what it is, and the steps that published it, oldest first. */
        view: z.strictObject({ shape: jsonObjectSchema, versions: z.array(z.string()) }).optional(),
      }),
    )
    .min(1),
  expect: z.strictObject({
    error: z.string().optional(),
    /** Port of the table that `columns` and `rows` speak of. */
    port: z.string().default('table'),
    columns: z.array(z.string()).optional(),
    types: z.record(z.string(), z.string()).optional(),
    /** In the order of the row numbers, or of the file with `inFileOrder`. */
    rows: z.array(z.array(jsonSchema)).optional(),
    inFileOrder: z.boolean().default(false),
    rowCount: z.number().int().optional(),
    parts: z.record(z.string(), z.number().int()).optional(),
    /** Rows by fold; `none` those in no fold. */
    folds: z.record(z.string(), z.number().int()).optional(),
    outputs: z.array(z.string()).optional(),
    events: z.array(z.string()).optional(),
    /** Row numbers in the order of the file. */
    rowNumbers: z.array(z.number().int()).optional(),
    /** Rows of `<port>.origin`: row, port, source row. */
    origin: z.array(z.tuple([z.number(), z.string(), z.number().nullable()])).optional(),
    /** Titles of the steps that cut the plan, null when none does. */
    cutBy: z.string().nullable().optional(),
    /** Train rows have other cells than a request would get: each was encoded without its own label. */
    outOfFold: z.boolean().default(false),
    /** Texts that the log has. */
    logs: z.array(z.string()).optional(),
    /** Values at paths (`a.b.0`) of inline outputs: `{ "evaluation": { "part": "test" } }`. */
    values: z.record(z.string(), z.record(z.string(), jsonSchema)).optional(),
  }),
});
export type ConformanceCase = z.output<typeof caseSchema>;
