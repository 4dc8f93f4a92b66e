import { z } from 'zod';
import { columnTypeSchema } from '../schema/column-type';
import { associationKinds } from './associations';

const pairSchema = z.object({
  a: z.string(),
  b: z.string(),
  kind: z.enum(associationKinds),
  value: z.number(),
  spearman: z.number().nullable(),
  rows: z.int(),
});

/** How the columns of a table go together, the strongest pairs first. */
export const associationReportSchema = z.object({
  /** Rows looked at, of all rows. */
  rows: z.int(),
  ofRows: z.int(),
  columns: z.array(z.object({ name: z.string(), kind: z.enum(['number', 'category']) })),
  /** Columns that are no numbers and have too many values, or one. */
  left: z.array(z.string()),
  /** Columns that were not looked at because there are too many; asked for by name they are. */
  beyond: z.array(z.string()).default([]),
  pairs: z.array(pairSchema),
  /** Columns with gaps, and how often two of them are missing together: rows missing in both, of those in either. */
  gaps: z.array(z.object({ name: z.string(), rows: z.int() })),
  gapPairs: z.array(z.object({ a: z.string(), b: z.string(), both: z.int(), either: z.int() })),
});
export type AssociationReport = z.output<typeof associationReportSchema>;
export type AssociationPair = z.output<typeof pairSchema>;

const box = z.object({
  label: z.string(),
  rows: z.int(),
  low: z.number(),
  q1: z.number(),
  median: z.number(),
  q3: z.number(),
  high: z.number(),
});

/** Two columns against each other, as they are drawn. */
export const pairPictureSchema = z.object({
  rows: z.int(),
  ofRows: z.int(),
  /** Of both columns: times are milliseconds in pictures. */
  types: z.object({ a: columnTypeSchema, b: columnTypeSchema }).optional(),
  picture: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('points'), points: z.array(z.tuple([z.number(), z.number()])) }),
    z.object({
      kind: z.literal('hexagons'),
      xDomain: z.tuple([z.number(), z.number()]),
      yDomain: z.tuple([z.number(), z.number()]),
      /** Centres in shares of both domains, and rows in each; `radius` in shares of the width. */
      cells: z.array(z.tuple([z.number(), z.number(), z.int()])),
      columns: z.int(),
      /** Rows beyond the domains: values far beyond the 0.5 % and the 99.5 % quantile of either. */
      outside: z.int(),
    }),
    /** `of`: the column whose numbers the boxes show, by a value of the other each. */
    z.object({ kind: z.literal('boxes'), boxes: z.array(box), others: z.int(), of: z.enum(['a', 'b']).optional() }),
    z.object({
      kind: z.literal('counts'),
      rows: z.array(z.string()),
      columns: z.array(z.string()),
      counts: z.array(z.array(z.int())),
    }),
  ]),
});
export type PairPicture = z.output<typeof pairPictureSchema>;
