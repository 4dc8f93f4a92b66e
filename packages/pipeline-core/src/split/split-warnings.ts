import type { SplitReceipt } from './split-receipt';

export type SplitWarning = SplitReceipt['warnings'][number];
type Counts = SplitReceipt['counts'];

const TINY_PART = 30;
const UNEVEN_SHARE = 0.1;
const partNames = ['train', 'validation', 'test'] as const;

/** What to mind about a split: empty or tiny parts, classes that are rare, uneven or missing in a part. */
export function splitWarnings(counts: Counts, perClass?: Record<string, Counts>): SplitWarning[] {
  return [...sizeWarnings(counts), ...(perClass === undefined ? [] : classWarnings(counts, perClass))];
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
        message: `Only ${rows} ${rows === 1 ? 'row is' : 'rows are'} in ${part}: its scores will jump from seed to seed.`,
      });
    }
  }
  return warnings;
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
