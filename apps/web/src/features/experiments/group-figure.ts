import { formatNumber } from '../../lib/format-number';
import { type FigureRule, figureOf } from './figure-rule';
import { columnFigure } from './metric-words';
import { figureText } from './run-look';
import type { RunRow } from './use-run-list';

export type GroupFigure = { text: string; title: string };

/**
 * Mean and spread (sample standard deviation) of a figure over the runs of a group. Null where fewer than one has it; no mean
 * where some were judged on other rows than the rest: such numbers do not go together.
 */
export function groupFigure(
  rows: readonly Pick<RunRow, 'figures'>[],
  metric: string,
  rule: FigureRule,
): GroupFigure | null {
  const found = rows.flatMap((row) => {
    const figure = figureOf(row, metric, rule);
    return figure === null || !Number.isFinite(figure.value) ? [] : [figure];
  });
  const [first] = found;
  if (first === undefined) return null;
  if (found.some(({ part }) => part !== first.part))
    return { text: '…', title: 'Judged on rows of different parts: unfold to see each' };
  const values = found.map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const whose = first.part === null ? '' : ` on ${first.part === 'folds' ? 'folds' : `${first.part} rows`}`;
  if (values.length === 1)
    return { text: columnFigure(metric, mean), title: `One of ${rows.length} runs has it${whose}` };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const range = `${figureText(Math.min(...values))} to ${figureText(Math.max(...values))}`;
  return {
    text: `${columnFigure(metric, mean)} ± ${spreadText(sd)}`,
    title: `Mean ± standard deviation of ${formatNumber(values.length)} runs${whose}, from ${range}`,
  };
}

/** Two significant digits: more says nothing about a spread. */
function spreadText(sd: number): string {
  if (sd === 0) return '0';
  return sd >= 1e6 || sd < 1e-4 ? sd.toExponential(1) : String(Number(sd.toPrecision(2)));
}

/** What all rows say alike, else what they say. */
export function mostSharing(
  texts: readonly (string | undefined)[],
): { same: true; text: string | undefined } | { same: false; title: string } {
  const different = [...new Set(texts)];
  if (different.length <= 1) return { same: true, text: texts[0] };
  return { same: false, title: different.map((text) => text ?? 'none').join(', ') };
}
