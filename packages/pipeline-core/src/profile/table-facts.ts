import { z } from 'zod';
import type { TableProfile } from './table-profile';

/** What the leakage lint asks of the data behind a step: a small part of its profile. */
export const tableFactsSchema = z.object({
  rows: z.int().nonnegative(),
  /** Rows that equal an earlier one; absent when not counted. */
  duplicates: z.int().nonnegative().optional(),
  /** Column the scores speak of. */
  target: z.string().optional(),
  columns: z.record(
    z.string(),
    z.object({
      distinct: z.int().nonnegative(),
      looksLikeId: z.boolean(),
      targetScore: z.number().min(0).max(1).optional(),
      addsUpWith: z.string().optional(),
      /** The rows lie in the order of this date, time or id. */
      rowOrder: z.enum(['rising', 'falling']).optional(),
    }),
  ),
});
export type TableFacts = z.output<typeof tableFactsSchema>;

export function factsOf(profile: TableProfile): TableFacts {
  const columns = profile.columns.map(({ name, distinct, looksLikeId, targetScore, addsUpWith, rowOrder }) => {
    const figures = {
      ...(targetScore === undefined ? {} : { targetScore }),
      ...(addsUpWith === undefined ? {} : { addsUpWith }),
      ...(rowOrder === undefined ? {} : { rowOrder }),
    };
    return [name, { distinct, looksLikeId, ...figures }] as const;
  });
  return {
    rows: profile.rows,
    ...(profile.duplicates === undefined ? {} : { duplicates: profile.duplicates }),
    ...(profile.target === undefined ? {} : { target: profile.target }),
    columns: Object.fromEntries(columns),
  };
}
