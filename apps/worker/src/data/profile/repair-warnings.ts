import { quoteColumn } from '@millrace/pipeline-core/expression';
import { type ColumnProfile, histogramEnds, holdsCodes, type ProfileWarning } from '@millrace/pipeline-core/profile';
import { formatOfDigits } from './digit-times';

/** Texts that Replace values takes for missing unless told otherwise. */
const missingWords = new Set(['na', 'n/a', '-', '?']);
const dateText = /^\s*(\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4}))\s*$/;
/** How many times the width of nearly all values one lies beyond them before it is said. */
const far = 3;

/** Cells that a preparation step would mend: each warning offers it. */
export function repairWarnings(column: ColumnProfile): ProfileWarning[] {
  if (column.rowOrder !== undefined) return orderWarnings(column);
  if (column.type === 'text') return [...wordWarnings(column), ...caseWarnings(column), ...dateWarnings(column)];
  // Codes and running numbers lie nowhere: none is far out, and their logarithm says nothing.
  if (holdsCodes(column) || isRunning(column)) return trendWarnings(column);
  return [...farWarnings(column), ...skewWarnings(column), ...trendWarnings(column)];
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
      message: `${cells.toLocaleString('en')} cells of "${name}" say "${first.value}", which usually means missing.`,
      severity: 'medium',
      fix: {
        addStep: 'replace-values',
        title: 'Make them missing',
        params: {
          columns: [name],
          rules: [],
          missing: found.map(({ value }) => String(value).trim()),
          emptyIsMissing: false,
        },
      },
    },
  ];
}

/** One word written in several ways is several categories for a model. */
function caseWarnings({ name, top }: ColumnProfile): ProfileWarning[] {
  const forms = new Map<string, string[]>();
  for (const { value } of top) {
    const key = String(value).trim().replace(/\s+/g, ' ').toLowerCase();
    forms.set(key, [...(forms.get(key) ?? []), String(value)]);
  }
  const several = [...forms.values()].find((own) => own.length > 1);
  if (several === undefined) return [];
  const shown = several.slice(0, 3).map((form) => `"${form}"`);
  return [
    {
      code: 'case-variants',
      column: name,
      message: `"${name}" writes the same word in several ways: ${shown.join(', ')}.`,
      severity: 'medium',
      fix: { addStep: 'clean-text', title: 'Write it in one way', params: { columns: [name], letters: 'lower' } },
    },
  ];
}

/** The patterns of dates that are not ISO, if the samples show which part is the day. */
function formatsOf(samples: readonly string[]): { formats?: string[]; read?: string } {
  const ofDigits = new Set(samples.flatMap((text) => formatOfDigits(text.trim()) ?? []));
  if (ofDigits.size > 0) {
    const formats = [...ofDigits].sort();
    return { formats, ...(formats.some((format) => format.includes('%H')) ? { read: 'timestamp' } : {}) };
  }
  const [first = ''] = samples;
  const mark = /^\s*\d{1,2}([./-])/.exec(first)?.[1];
  if (mark === undefined) return {};
  const parts = samples.map((text) => text.trim().split(mark).map(Number));
  const monthFirst = parts.some(([, second]) => (second ?? 0) > 12);
  const year = samples.every((text) => /\d{4}\s*$/.test(text)) ? '%Y' : '%y';
  return { formats: [(monthFirst ? ['%m', '%d', year] : ['%d', '%m', year]).join(mark)] };
}

function filledSamples({ samples }: ColumnProfile): string[] {
  return samples.map(String).filter((text) => text.trim() !== '');
}

/** Texts that are dates, as far as the samples show; a code may look like one. */
export function holdsDates(column: ColumnProfile): boolean {
  const filled = filledSamples(column);
  if (column.type !== 'text' || filled.length === 0) return false;
  if (filled.every((text) => dateText.test(text))) return true;
  return filled.every((text) => formatOfDigits(text.trim()) !== null) && !holdsCodes(column);
}

function dateWarnings(column: ColumnProfile): ProfileWarning[] {
  const { name } = column;
  if (!holdsDates(column)) return [];
  const how = formatsOf(filledSamples(column));
  return [
    {
      code: 'dates-as-text',
      column: name,
      message: `"${name}" is text that holds dates.`,
      severity: 'medium',
      fix: { addStep: 'parse-dates', title: 'Read them as dates', params: { columns: [name], ...how } },
    },
  ];
}

/** Whole numbers that name rows, nearly all one after the other: an id that counts up, with a slip here and there. */
function isRunning({ type, rows, missing, distinct, middle }: ColumnProfile): boolean {
  const filled = rows - missing;
  if (type !== 'integer' || middle === undefined) return false;
  return distinct >= 0.95 * filled && middle.high - middle.low <= 2 * filled;
}

/** By the middle 99 % of the values, not by the histogram: of few whole numbers that shows them all, far ones too. */
function farWarnings({ name, type, middle, min, max }: ColumnProfile): ProfileWarning[] {
  if ((type !== 'number' && type !== 'integer') || middle === undefined) return [];
  if (typeof min !== 'number' || typeof max !== 'number') return [];
  const [low, high] = histogramEnds({ ...middle, min, max });
  if (high <= low) return [];
  const beyond = [max, min].find((value) => value > high + far * (high - low) || value < low - far * (high - low));
  if (beyond === undefined) return [];
  return [
    {
      code: 'far-out',
      column: name,
      message: `"${name}" reaches ${short(beyond)}, while nearly all values lie from ${short(low)} to ${short(high)}.`,
      severity: 'low',
      fix: {
        addStep: 'handle-outliers',
        title: 'Clip outliers',
        params: { columns: [name], method: 'quantile', share: 0.005, action: 'clip' },
      },
    },
  ];
}

/** Mean far from the median: a few large values weigh more than all the others. */
function skewWarnings({ name, mean, median, sd, min, distinct }: ColumnProfile): ProfileWarning[] {
  if (mean === null || median === null || sd === null || sd === 0 || distinct < 20) return [];
  const skew = (3 * (mean - median)) / sd;
  if (skew < 1.2 || typeof min !== 'number' || min < 0) return [];
  return [
    {
      code: 'skewed',
      column: name,
      message: `"${name}" is skewed: half of the values lie below ${short(median)}, while the mean is ${short(mean)}.`,
      severity: 'low',
      fix: {
        addStep: 'formula-column',
        title: 'Add its logarithm',
        params: { name: `${name}_log`, formula: `ln(1 + ${quoteColumn(name)})` },
      },
    },
  ];
}

/** Values that follow the order of the rows: neighbours are alike, and a random split shows the future to the past. */
function trendWarnings({ name, orderTrend = 0, distinct, looksLikeId }: ColumnProfile): ProfileWarning[] {
  if (Math.abs(orderTrend) < 0.7 || distinct < 20 || looksLikeId) return [];
  const way = orderTrend > 0 ? 'rises' : 'falls';
  return [
    {
      code: 'trend',
      column: name,
      message: `"${name}" ${way} with the order of the rows (correlation ${orderTrend.toFixed(2).replace('-', '−')}): split in that order, not at random.`,
      severity: 'low',
      fix: { addStep: 'split-rows', title: 'Split in order', params: { strategy: 'sequential' } },
    },
  ];
}

/** The order of the rows is one of time, or may be: a split by chance shows the future to the past. */
function orderWarnings({ name, type, rowOrder }: ColumnProfile): ProfileWarning[] {
  const about = { code: 'time-order', column: name } as const;
  const order = `The rows lie in the order of "${name}" (${rowOrder})`;
  if (type === 'date' || type === 'timestamp') {
    const message = `${order}: split by it, not at random, or a model is tested on rows earlier than those it learned from.`;
    const params = { strategy: 'time-ordered', time: name };
    return [{ ...about, message, severity: 'medium', fix: { addStep: 'split-rows', title: 'Split by time', params } }];
  }
  const message = `${order}. Where it counts the rows as they came, split in that order, not at random.`;
  const params = { strategy: 'sequential' };
  return [{ ...about, message, severity: 'low', fix: { addStep: 'split-rows', title: 'Split in order', params } }];
}

function short(value: number): string {
  const text = Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 });
  return text.replace('-', '−');
}
