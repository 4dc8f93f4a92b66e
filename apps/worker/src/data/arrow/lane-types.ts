import type { DuckDBValue } from '@duckdb/node-api';
import type { Data, DataType } from 'apache-arrow';

/** A column on its way into Arrow: what is asked of the engine, and what collects the answers. */
export type ArrowLane = {
  type: DataType;
  /** SQL of a cell in the form the lane takes. */
  sql: string;
  /** Takes the cells of a chunk; returns about how many bytes they weigh. */
  take(cells: LaneCells): number;
  /** What was taken since the last time. */
  flush(): Data;
};

/** The cells of one column of a chunk: the typed array behind it where there is one, else value by value. */
export type LaneCells = { count: number; items: unknown; valid(at: number): boolean; values(): readonly DuckDBValue[] };
