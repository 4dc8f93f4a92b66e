import type { ColumnProfile, ProfileWarning } from '@millrace/pipeline-core/profile';

/** Texts that Replace values takes for missing unless told otherwise. */
const missingWords = new Set(['na', 'n/a', '-', '?']);
const dateText = /^\s*(\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4}))\s*$/;
/** How many times the width of nearly all values one lies beyond them before it is said. */
const far = 3;

/** Cells that a preparation step would mend: each warning offers it. */
export function repairWarnings(column: ColumnProfile): ProfileWarning[] {
  return column.type === 'text' ? [...wordWarnings(column), ...dateWarnings(column)] : farWarnings(column);
}

function wordWarnings({ name, top }: ColumnProfile): ProfileWarning[] {
  const found = top.filter(({ value }) => missingWords.has(String(value).trim().toLowerCase()));
  const [first] = found;
  if (first === undefined) return [];
  const cells = found.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      code: 'missing-words',
      column: name,
      message: `${cells} cells of "${name}" say "${first.value}", which usually means missing.`,
      severity: 'medium',
      fix: { addStep: 'replace-values', title: 'Make them missing' },
    },
  ];
}

function dateWarnings({ name, samples }: ColumnProfile): ProfileWarning[] {
  const filled = samples.map(String).filter((text) => text.trim() !== '');
  if (filled.length === 0 || !filled.every((text) => dateText.test(text))) return [];
  return [
    {
      code: 'dates-as-text',
      column: name,
      message: `"${name}" is text that holds dates.`,
      severity: 'medium',
      fix: { addStep: 'parse-dates', title: 'Read them as dates' },
    },
  ];
}

/** The histogram shows the middle 99 % of the values; min and max are of all. */
function farWarnings({ name, type, histogram, min, max }: ColumnProfile): ProfileWarning[] {
  const [low, high] = [histogram?.edges[0], histogram?.edges.at(-1)];
  if (type !== 'number' && type !== 'integer') return [];
  if (low === undefined || high === undefined || high <= low) return [];
  if (typeof min !== 'number' || typeof max !== 'number') return [];
  const beyond = [max, min].find((value) => value > high + far * (high - low) || value < low - far * (high - low));
  if (beyond === undefined) return [];
  return [
    {
      code: 'far-out',
      column: name,
      message: `"${name}" reaches ${short(beyond)}, while nearly all values lie from ${short(low)} to ${short(high)}.`,
      severity: 'low',
      fix: { addStep: 'handle-outliers', title: 'Handle outliers' },
    },
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
