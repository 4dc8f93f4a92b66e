import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import { formatCount, formatNumber } from '../../lib/format-number';

/** One bar: from what was summed before to what is summed with it. */
export type WaterfallStep = { label: string; adds: number; from: number; to: number };

/** Most features that have a bar of their own; the others share one. */
const mostFeatures = 10;

type Part = RowExplanation['parts'][number];

/** The bars from the base to the total, largest first. `row` is what was asked, as the form has it. */
export function waterfallSteps({ base, total, parts }: RowExplanation, row: JsonObject): WaterfallStep[] {
  let sum = base;
  const told = byField(parts, row);
  const shown = told.length > mostFeatures + 1 ? told.slice(0, mostFeatures) : told;
  const steps = shown.map(({ feature, cell, adds }): WaterfallStep => {
    const from = sum;
    sum += adds;
    return { label: `${feature} = ${cellWords(cell)}`, adds, from, to: sum };
  });
  const rest = told.length - shown.length;
  if (rest === 0) return steps;
  return [...steps, { label: formatCount(rest, 'other feature'), adds: total - sum, from: sum, to: total }];
}

/**
 * Each field of the row once, with its value in the form and all that is made of it: a scaled number says nothing to a person,
 * and the columns of one category add up (so do Shapley values of a sum). What is made of no single field stays as the model
 * reads it.
 */
function byField(parts: readonly Part[], row: JsonObject): Part[] {
  const told = new Map<string, Part>();
  for (const part of parts) {
    const field = fieldOf(part.feature, row);
    const known = told.get(field ?? part.feature);
    const own = field === null ? part : { ...part, feature: field, cell: cellOf(row[field]) ?? null };
    told.set(own.feature, known === undefined ? own : { ...known, adds: known.adds + part.adds });
  }
  return [...told.values()].sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
}

/** The field a feature is made of: of its own name, or with one of its categories behind it, as in "city=Oslo". */
function fieldOf(feature: string, row: JsonObject): string | null {
  const plain = (name: string) => Object.hasOwn(row, name) && cellOf(row[name]) !== undefined;
  if (plain(feature)) return feature;
  for (let at = feature.lastIndexOf('='); at > 0; at = feature.lastIndexOf('=', at - 1)) {
    const name = feature.slice(0, at);
    if (plain(name)) return name;
  }
  return null;
}

/** A value as one cell; undefined for lists, which are not shown number by number. */
function cellOf(value: JsonObject[string] | undefined): Part['cell'] | undefined {
  if (typeof value === 'boolean') return String(value);
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function cellWords(cell: Part['cell']): string {
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
