/** A column of the rows that are explained. Missing is NaN for numbers, null for texts. */
export type ExplainedColumn =
  | { name: string; kind: 'number'; values: Float64Array }
  | { name: string; kind: 'category'; values: readonly (string | null)[] };
