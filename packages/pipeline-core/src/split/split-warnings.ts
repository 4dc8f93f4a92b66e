import { percentText } from '../percent';
import type { SplitRatios } from './part-sizes';
import type { SplitReceipt } from './split-receipt';

export type SplitWarning = SplitReceipt['warnings'][number];
type Counts = SplitReceipt['counts'];

const TINY_PART = 30;
const UNEVEN_SHARE = 0.1;
/** A part this far from its share, in rows of all, is worth a word. */
const SHARE_OFF = 0.05;
const partNames = ['train', 'validation', 'test'] as const;

type Facts = {
  counts: Counts;
  leftOut: number;
  perClass?: Record<string, Counts> | undefined;
  /** Null when nobody asked for shares. */
  ratios: SplitRatios | null;
};

/** What to mind about a split: empty or tiny parts, rows left out, classes that are rare, uneven or missing in a part. */
export function splitWarnings({ counts, leftOut, perClass, ratios }: Facts): SplitWarning[] {
  return [
    ...sizeWarnings(counts),
    ...(ratios === null ? [] : shareWarnings(counts, ratios)),
    ...(leftOut === 0 ? [] : [leftOutWarning(leftOut)]),
    ...(perClass === undefined ? [] : classWarnings(counts, perClass)),
  ];
}

function sizeWarnings(counts: Counts): SplitWarning[] {
  const warnings: SplitWarning[] = [];
  if (counts.train === 0)
    warnings.push({ code: 'no-train-rows', message: 'No row is left to train on: give train a larger share.' });
  for (const part of partNames) {
    const rows = counts[part];
    if (rows > 0 && rows < TINY_PART) {
      warnings.push({
        code: 'tiny-part',
        message: `Only ${rows} ${rows === 1 ? 'row is' : 'rows are'} in ${part}: its scores will jump from seed to seed. Give it a larger share, or use Cross-validate.`,
      });
    }
  }
  return warnings;
}

/** Large groups, and moments that many rows share, cannot be cut: then a part is not as large as it was meant. */
function shareWarnings(counts: Counts, ratios: SplitRatios): SplitWarning[] {
  const rows = counts.train + counts.validation + counts.test;
  const off = partNames.filter((part) => Math.abs(counts[part] / rows - ratios[part]) > SHARE_OFF);
  if (rows < TINY_PART || off.length === 0) return [];
  const list = off
    .map((part) => `${part} has ${percent(counts[part] / rows)} instead of ${percent(ratios[part])}`)
    .join(', ');
  return [{ code: 'shares-off', message: `The parts could not be cut as wished: ${list}.` }];
}

function leftOutWarning(rows: number): SplitWarning {
  return {
    code: 'left-out',
    message: `${rows} ${rows === 1 ? 'row is' : 'rows are'} in no part and left out: inside the gap, without a time, or where the rule has no answer.`,
  };
}

function percent(share: number): string {
  return percentText(share * 100, 0);
}

function classWarnings(counts: Counts, perClass: Record<string, Counts>): SplitWarning[] {
  const warnings: SplitWarning[] = [];
  const entries = Object.entries(perClass).map(([name, parts]) => ({
    name,
    parts,
    rows: parts.train + parts.validation + parts.test,
  }));
  const total = entries.reduce((sum, entry) => sum + entry.rows, 0);
  if (entries.length === 1) {
    warnings.push({
      code: 'one-class',
      message: `All rows have the class "${entries[0]!.name}": there is nothing to learn.`,
    });
    return warnings;
  }
  const rare = entries.filter((entry) => entry.rows / total < UNEVEN_SHARE / Math.max(1, entries.length - 1));
  if (rare.length > 0) {
    const list = rare
      .slice(0, 5)
      .map((entry) => `"${entry.name}" (${entry.rows})`)
      .join(', ');
    warnings.push({
      code: 'uneven-classes',
      message: `${rare.length === 1 ? 'A class is' : `${rare.length} classes are`} rare: ${list}. Read balanced accuracy or F1 beside accuracy.`,
    });
  }
  for (const part of partNames) {
    const missing = entries.filter((entry) => entry.parts[part] === 0 && entry.rows > 0);
    if (counts[part] === 0 || missing.length === 0) continue;
    const list = missing
      .slice(0, 5)
      .map((entry) => `"${entry.name}"`)
      .join(', ');
    warnings.push({
      code: 'class-missing',
      message: `${part} has no row of ${list}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}.`,
    });
  }
  return warnings;
}
