import { figureText } from './run-look';
import type { RunRow } from './use-run-list';

export type FigureRule = 'last' | 'low' | 'high';

export type ShownValue = {
  value: number;
  /** The step that has it; null where it is no series. */
  step: number | null;
  /** Whose rows it speaks of, and how many: an evaluation by a pipeline. */
  part: string | null;
  rows: number | null;
  interval: readonly [number, number] | null;
};

/** The figure of a row by the rule that stands over its column; null where it has none. */
export function figureOf(row: Pick<RunRow, 'figures'>, metric: string, rule: FigureRule): ShownValue | null {
  const figure = row.figures[metric];
  if (figure === undefined) return null;
  const { part, rows, intervalLow, intervalHigh } = figure;
  const interval = intervalLow === null || intervalHigh === null ? null : ([intervalLow, intervalHigh] as const);
  const by = {
    last: { value: figure.last, step: figure.lastStep },
    low: { value: figure.low, step: figure.lowStep },
    high: { value: figure.high, step: figure.highStep },
  }[rule];
  return by.value === null ? null : { value: by.value, step: by.step, part, rows, interval };
}

/** A figure in words: beside it whose rows it speaks of, or at which step it was logged. */
export function shownFigure({ value, step, part, rows, interval }: ShownValue): {
  text: string;
  aside: string;
  title: string;
} {
  const text = figureText(value);
  if (part !== null) {
    const whose = part === 'folds' ? 'mean of folds' : part === 'held out' ? 'held-out train rows' : `${part} rows`;
    const span = interval === null ? '' : `, 95% interval ${figureText(interval[0])} to ${figureText(interval[1])}`;
    return { text, aside: part, title: `${value} on ${rows ?? '?'} ${whose}${span}` };
  }
  return {
    text,
    aside: step === null || step === 0 ? '' : `@${step}`,
    title: step === null ? String(value) : `${value} at step ${step}`,
  };
}
