import type { SeriesColorIndex } from '../../ui/charts';
import type { StepDisplayState } from '../../ui/step-states';
import type { RunRow } from './use-run-list';

/** Where a row opens: the leaderboard of its run, or what a program logged. */
export function runHref(slug: string, row: Pick<RunRow, 'id' | 'source' | 'runId'>): string {
  const base = `/p/${slug}/experiments`;
  return row.source === 'logged' || row.runId === null
    ? `${base}/logged/${row.id}`
    : `${base}/leaderboard?run=${row.runId}`;
}

/** The colour that a run has in every chart of a comparison. */
export function colorOf(rows: readonly Pick<RunRow, 'id'>[], id: string): SeriesColorIndex {
  return ((rows.findIndex((row) => row.id === id) % 8) + 1) as SeriesColorIndex; // the rest of a division by 8, plus 1
}

export const runStates: Record<RunRow['state'], StepDisplayState> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  stopped: 'cancelled',
};

/** Where a row comes from, in words. */
export function sourceWords(row: Pick<RunRow, 'source' | 'runNumber' | 'experiment'>): string {
  if (row.source === 'logged') return `Logged by hand · ${row.experiment ?? ''}`;
  const run = row.runNumber === null ? 'Pipeline' : `Run ${row.runNumber}`;
  return row.experiment === null ? run : `${run} · ${row.experiment}`;
}

/** A figure with so many digits that rows can be told apart: four significant ones, whole numbers whole. */
export function figureText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(3) : trimmed(value.toPrecision(size >= 1000 ? 6 : 4));
  return text.replace('-', '−');
}

/** At least three digits behind the point, and no zeros after them. */
function trimmed(text: string): string {
  return text.replace(/(\.\d{3}\d*?)0+$/, '$1');
}
