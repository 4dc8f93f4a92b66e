/** The types of the language. `integer` is a refinement of `number`: both are IEEE doubles in both engines. */
export const expressionTypes = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp', 'list', 'vector'] as const;

export type ExpressionType = (typeof expressionTypes)[number];

/** A column as the checker sees it. `float32`: request values are rounded to single precision, as the column was trained. */
export type ExpressionColumn = { name: string; type: ExpressionType; float32?: boolean };

/** One cell in JavaScript: numbers, dates (days) and timestamps (ms) use NaN as null, everything else null. */
export type CellValue = number | string | boolean | null | string[] | Float64Array;

/** The non-null form of each type in JavaScript. */
export type ValueOf = {
  boolean: boolean;
  integer: number;
  number: number;
  text: string;
  date: number;
  timestamp: number;
  list: string[];
  vector: Float64Array;
};

/** The nullable form of each type in JavaScript. */
export type CellOf = {
  boolean: boolean | null;
  integer: number;
  number: number;
  text: string | null;
  date: number;
  timestamp: number;
  list: string[] | null;
  vector: Float64Array | null;
};

export type ExpressionErrorCode =
  | 'unexpected-character'
  | 'unterminated-text'
  | 'unterminated-name'
  | 'bad-escape'
  | 'bad-number'
  | 'expected'
  | 'chained'
  | 'too-deep'
  | 'unknown-column'
  | 'unknown-function'
  | 'argument-count'
  | 'argument-type'
  | 'constant-needed'
  | 'branch-types'
  | 'bad-pattern'
  | 'bad-format'
  | 'bad-edges'
  | 'bad-zone'
  | 'duplicate-key'
  | 'too-large';

/** A mistake in a formula. `from` and `to` are UTF-16 offsets; both 0 when the expression did not come from text. */
export type ExpressionError = { code: ExpressionErrorCode; from: number; to: number; message: string; hint: string };

export const limits = {
  formulaCharacters: 10_000,
  nodes: 2_000,
  depth: 64,
  listItems: 1_000,
  mapEntries: 50_000,
  textCodePoints: 1_000_000,
  patternCharacters: 500,
  patternTextCodePoints: 5_000,
  outputs: 5_000,
  sqlLayers: 300,
  sqlCharacters: 4 * 1024 * 1024,
} as const;

/** Types whose JavaScript null is NaN. */
export function isNumeric(type: ExpressionType): boolean {
  return type === 'integer' || type === 'number' || type === 'date' || type === 'timestamp';
}

/** The null of a type in JavaScript. */
export function nullOf(type: ExpressionType): CellValue {
  return isNumeric(type) ? Number.NaN : null;
}

export function isNullCell(cell: CellValue): boolean {
  // NaN is the only value that differs from itself.
  // biome-ignore lint/suspicious/noSelfCompare: the fastest NaN test, on the path of every cell
  return cell === null || cell !== cell;
}
