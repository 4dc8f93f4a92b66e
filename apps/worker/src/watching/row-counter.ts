import type { RoutedRows } from '@millrace/pipeline-core/rollout';
import {
  addOutput,
  emptyHistogram,
  type LatencyHistogram,
  recordLatency,
  storeHistogram,
} from '@millrace/pipeline-core/stats';

/** What became of one row at one release; its own time, not the request's. `prediction`: null where it answered nothing. */
export type RowFate = { missed: boolean; error: boolean; micros: number; prediction: string | number | null };

/** Rows of one release, counted as releases are compared by. */
export type RowCounter = Omit<RoutedRows, 'times'> & { latency: LatencyHistogram };

export function newRowCounter(): RowCounter {
  return { rows: 0, missed: 0, errors: 0, latency: emptyHistogram(), outputs: null };
}

export function countRow(counter: RowCounter, { missed, error, micros, prediction }: RowFate): void {
  counter.rows += 1;
  if (missed) counter.missed += 1;
  if (error) counter.errors += 1;
  recordLatency(counter.latency, Math.max(0, Math.round(micros)));
  if (prediction !== null) counter.outputs = addOutput(counter.outputs, prediction);
}

/** As they are kept; later rows do not change it. */
export function rowTotals({ latency, outputs, ...counts }: RowCounter): RoutedRows {
  return { ...counts, times: storeHistogram(latency), outputs: outputs === null ? null : structuredClone(outputs) };
}
