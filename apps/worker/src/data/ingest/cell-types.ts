import type { ColumnType } from '@millrace/pipeline-core/schema';
import { quoteTexts } from '../sql-text';

/** How the texts of a column become values. `decimal-comma` is a number written as 1.234,5. */
export type CellReading = 'boolean' | 'integer' | 'number' | 'decimal-comma' | 'date' | 'timestamp' | 'text';

export const typeOfReading: Record<
  CellReading,
  Extract<ColumnType, 'boolean' | 'integer' | 'number' | 'date' | 'timestamp' | 'text'>
> = {
  boolean: 'boolean',
  integer: 'integer',
  number: 'number',
  'decimal-comma': 'number',
  date: 'date',
  timestamp: 'timestamp',
  text: 'text',
};

/** Texts that mean "missing" in any column; blanks do too. */
export const missingTexts = ['NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'NULL', 'null'] as const;
/** Texts that mean "missing" where the rest of the column is numbers or dates. */
export const missingInTyped = ['-', '--', '?', '.', 'None', 'none'] as const;

const blanks = "' \t\n\r\u00a0'";
// Not IN (…): where it is not switched off, the engine makes a join of it for each column, 20 s and 1 GB over 1,000.
const isOneOf = (v: string, texts: readonly string[]) => `list_contains(${quoteTexts(texts)}, ${v})`;

/** SQL: a slow test that only cells that pass a quick one pay for. AND would evaluate both for every cell; CASE does not. */
export function onlyIf(quick: string, slow: string): string {
  return `CASE WHEN ${quick} THEN ${slow} ELSE false END`;
}

/** SQL: the text of a cell without blanks around it. Slow: only for cells the quick tests below do not settle. */
export function trimmed(column: string): string {
  return `trim(${column}, ${blanks})`;
}

const firstOfMissing = [...new Set([...missingTexts].map((text) => text.charCodeAt(0)))];
const blankCodes = [0, 9, 10, 13, 32, 160];

/** SQL: the first letter is none that a text meaning "missing" begins with. Three ranges: cheaper than nine letters. */
function unsuspicious(column: string): string {
  const codes = [...firstOfMissing, ...blankCodes].sort((a, b) => a - b);
  const gaps = codes.slice(1).map((code, at): [number, number] => [codes[at]! + 1, code - 1]);
  const wide = gaps.filter(([from, to]) => from > 32 && to - from > 2);
  return wide.map(([from, to]) => `ascii(${column}) BETWEEN ${from} AND ${to}`).join(' OR ');
}

/** SQL: the cell as text, null when it means "missing". The text itself stays as it came, blanks included. */
export function presentText(column: string): string {
  const suspicious = [...firstOfMissing, ...blankCodes].map((code) => `ascii(${column}) = ${code}`).join(' OR ');
  const isMissing = onlyIf(`${suspicious} OR length(${column}) = 0`, isOneOf(trimmed(column), ['', ...missingTexts]));
  return `CASE WHEN ascii(${column}) BETWEEN 48 AND 57 THEN ${column} WHEN ${isMissing} THEN NULL ELSE ${column} END`;
}

/** SQL test of a cell for the extra words that mean "missing" among numbers and dates. */
export function isMissingInTyped(c: string): string {
  return onlyIf(`length(${c}) < 12 AND NOT ascii(${c}) BETWEEN 48 AND 57`, isOneOf(trimmed(c), missingInTyped));
}

const patterns = {
  integer: '[+-]?[0-9]{1,16}',
  number: '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?',
  'decimal-comma': '[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  timestamp:
    '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?',
} as const;

/** SQL: identifiers that would lose something as numbers: leading zeros, or wider than 53 bits. */
export function isIdentifier(c: string): string {
  const v = trimmed(c);
  const zero = onlyIf(
    `NOT ascii(${c}) BETWEEN 49 AND 57 AND length(${c}) BETWEEN 2 AND 100`,
    `regexp_full_match(${v}, '[+-]?0[0-9]+')`,
  );
  const beyond = `coalesce(abs(TRY_CAST(${v} AS HUGEINT)) > 9007199254740991, true)`;
  const wide = onlyIf(`length(${c}) BETWEEN 16 AND 100`, onlyIf(`regexp_full_match(${v}, '[+-]?[0-9]{16,}')`, beyond));
  return `(${zero} OR ${wide})`;
}

/**
 * SQL: the value of a cell under a reading, null when it does not fit. Never raises. Whole numbers and decimals as
 * programs write them are read by a cast alone; only what that does not settle goes through a pattern.
 */
export function cellValueSql(reading: CellReading, c: string): string {
  const v = trimmed(c);
  switch (reading) {
    case 'boolean':
      return `CASE WHEN length(${c}) < 16 THEN CASE lower(${v}) WHEN 'true' THEN true WHEN 'false' THEN false END END`;
    case 'integer': {
      const plain = `TRY_CAST(${c} AS BIGINT)`;
      return `CASE WHEN CAST(${plain} AS VARCHAR) = ${c} THEN ${plain} WHEN ${matches('integer', v)} THEN TRY_CAST(${v} AS BIGINT) END`;
    }
    case 'number': {
      const plain = `TRY_CAST(${c} AS DOUBLE)`;
      // The cast takes 1_000, inf and nan as well; this language does not.
      return `CASE WHEN isfinite(${plain}) AND NOT contains(${c}, '_') THEN ${plain} WHEN ${matches('number', v)} THEN ${finite(`TRY_CAST(${v} AS DOUBLE)`)} END`;
    }
    case 'decimal-comma':
      return guarded('decimal-comma', v, finite(`TRY_CAST(replace(replace(${v}, '.', ''), ',', '.') AS DOUBLE)`));
    case 'date': {
      const plain = `TRY_CAST(${c} AS DATE)`;
      const closer = guarded('date', v, `TRY_CAST(${v} AS DATE)`);
      return `CASE WHEN length(${c}) = 10 AND CAST(${plain} AS VARCHAR) = ${c} THEN ${plain} ELSE ${closer} END`;
    }
    case 'timestamp': {
      const plain = `TRY_CAST(${c} AS TIMESTAMP)`;
      const zoned = `TRY_CAST(replace(${v}, ' Z', 'Z') AS TIMESTAMPTZ) AT TIME ZONE 'UTC'`;
      // Patterns and time zones cost ten times the rest. In old centuries the calendars of both casts differ.
      return `CASE WHEN length(${c}) = 19 AND ${c} >= '1600' AND CAST(${plain} AS VARCHAR) = ${c} THEN ${plain}
        ELSE ${guarded('timestamp', v, zoned)} END`;
    }
    case 'text':
      return c;
  }
}

/**
 * SQL: the value of a cell of a clean file: null when it means "missing", an error when it does not fit or is written in
 * a way that needs a closer look. Whatever it gives is what the exact way gives.
 */
export function cleanCellSql(reading: CellReading, c: string): string {
  if (reading === 'text') return `CASE WHEN ${unsuspicious(c)} THEN ${c} ELSE ${presentText(c)} END`;
  const isMissing = `${presentText(c)} IS NULL OR ${isMissingInTyped(c)}`;
  return `coalesce(${cleanValueSql(reading, c)}, CASE WHEN ${isMissing} THEN NULL ELSE error('not clean') END)`;
}

function cleanValueSql(reading: Exclude<CellReading, 'text'>, c: string): string {
  switch (reading) {
    case 'integer': {
      const plain = `TRY_CAST(${c} AS BIGINT)`;
      return `CASE WHEN CAST(${plain} AS VARCHAR) = ${c} AND ${plain} BETWEEN -9007199254740991 AND 9007199254740991 THEN ${plain} END`;
    }
    case 'number': {
      const plain = `TRY_CAST(${c} AS DOUBLE)`;
      return `CASE WHEN isfinite(${plain}) AND NOT contains(${c}, '_') AND NOT ${isIdentifier(c)} THEN ${plain} END`;
    }
    case 'boolean':
    case 'decimal-comma':
    case 'date':
    case 'timestamp':
      return cellValueSql(reading, c);
  }
}

function matches(pattern: keyof typeof patterns, v: string): string {
  return `regexp_full_match(${v}, '${patterns[pattern]}')`;
}

function guarded(pattern: keyof typeof patterns, v: string, value: string): string {
  return `CASE WHEN ${matches(pattern, v)} THEN ${value} END`;
}

function finite(value: string): string {
  return `nullif(nullif(${value}, 'inf'::DOUBLE), '-inf'::DOUBLE)`;
}
