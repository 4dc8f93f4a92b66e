import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import { formatCount, formatNumber } from '../../lib/format-number';

/** One bar: from what was summed before to what is summed with it. */
export type WaterfallStep = { label: string; adds: number; from: number; to: number };

/** Most features that have a bar of their own; the others share one. */
const mostFeatures = 10;

/** The bars from the base to the total, largest first. */
export function waterfallSteps({ base, total, parts }: RowExplanation): WaterfallStep[] {
  let sum = base;
  const shown = parts.length > mostFeatures + 1 ? parts.slice(0, mostFeatures) : parts;
  const steps = shown.map(({ feature, cell, adds }): WaterfallStep => {
    const from = sum;
    sum += adds;
    return { label: `${feature} = ${cellWords(cell)}`, adds, from, to: sum };
  });
  const rest = parts.length - shown.length;
  if (rest === 0) return steps;
  return [...steps, { label: formatCount(rest, 'other feature'), adds: total - sum, from: sum, to: total }];
}

function cellWords(cell: RowExplanation['parts'][number]['cell']): string {
  if (cell === null) return 'missing';
  return typeof cell === 'number' ? formatNumber(cell, 3) : cell;
}

/** What the bars add up to. */
export function explainedWords({ of, className }: Pick<RowExplanation, 'of' | 'className'>): string {
  if (className === null) return of === 'answer' ? 'the answer' : 'the score behind the answer';
  return of === 'answer' ? `the probability of ${className}` : `the score of ${className} (log-odds)`;
}

/** What the base is. */
export function baseWords(comparedWith: RowExplanation['comparedWith'], proofRows: number): string {
  return comparedWith === 'training'
    ? 'Mean over the rows it learned from'
    : `Mean over the ${formatCount(proofRows, 'proof row')} in the bundle`;
}
