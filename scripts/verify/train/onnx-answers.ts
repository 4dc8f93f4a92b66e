import type { WindowShape } from '@millrace/pipeline-core/api';

export type OnnxAnswers = { classes: string[] | null; labels: string[] | null; numbers: number[][] };
export type OnnxGap = { rows: number; otherLabels: number; apart: number };

/** Columns of a window by name, for a program that knows cells only. */
export function columnsOf(window: WindowShape): Record<string, unknown[]> {
  return Object.fromEntries(
    window.columns.map(({ name }, at) => [name, window.rows.map((cells) => cells[at] ?? null)]),
  );
}

/**
 * How far answers of a file are from the product's predictions of the same rows: labels that differ, and the largest difference
 * of a number, above 1 as a share of it.
 */
export function gapOf(answers: OnnxAnswers, predictions: WindowShape): OnnxGap {
  const columns = columnsOf(predictions);
  const column = (name: string) => {
    const found = columns[name];
    if (found === undefined) throw new Error(`the predictions have no column "${name}"`);
    return found;
  };
  const rows = predictions.rows.length;
  if (answers.numbers.length !== rows) throw new Error(`${answers.numbers.length} answers to ${rows} rows`);
  const names = answers.classes === null ? ['prediction'] : answers.classes.map((name) => `probability_${name}`);
  let apart = 0;
  names.forEach((name, at) => {
    column(name).forEach((cell, row) => {
      const [ours, theirs] = [Number(cell), answers.numbers[row]?.[at] ?? Number.NaN];
      const gap = Math.abs(ours - theirs) / Math.max(1, Math.abs(ours));
      apart = Math.max(apart, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
    });
  });
  const labels = answers.labels;
  const otherLabels =
    labels === null ? 0 : column('prediction').filter((label, row) => String(label) !== labels[row]).length;
  return { rows, otherLabels, apart };
}
