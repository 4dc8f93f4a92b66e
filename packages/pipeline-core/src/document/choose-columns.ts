import { holdsCodes } from '../profile/holds-codes';
import type { ColumnProfile } from '../profile/table-profile';
import { typeInWords } from '../schema/type-in-words';

export type ExcludedColumn = {
  column: string;
  code: 'empty' | 'almost-empty' | 'constant' | 'id-like' | 'free-text' | 'leakage-suspect' | 'type';
  /** A clause: "every row has the same value". */
  reason: string;
};

export type ChosenColumns = {
  features: string[];
  excluded: ExcludedColumn[];
  /** Text columns that hold numbers with blanks. */
  castToNumber: string[];
};

/** A column that alone tells the target this well (AUC or R²) knows the answer. */
export const leakageScore = 0.98;
const learnable: ReadonlySet<string> = new Set(['boolean', 'integer', 'number', 'text']);
const idName = /(^|[_\s-])(id|uuid|guid|key)$|[a-z](ID|Id)$/;

/** Which columns a first pipeline learns from, and why the others are left out. */
export function chooseColumns(columns: readonly ColumnProfile[], target: string): ChosenColumns {
  const chosen: ChosenColumns = { features: [], excluded: [], castToNumber: [] };
  for (const column of columns) {
    if (column.name === target) continue;
    const excluded = exclusion(column);
    if (excluded !== null) {
      chosen.excluded.push({ column: column.name, ...excluded });
      continue;
    }
    chosen.features.push(column.name);
    if (holdsNumbers(column)) chosen.castToNumber.push(column.name);
  }
  return chosen;
}

/** Text that is a number wherever it is not blank, and a quantity: no postal code. */
export function holdsNumbers(column: ColumnProfile): boolean {
  return column.type === 'text' && (column.numericTexts ?? 0) >= 0.99 && !holdsCodes(column);
}

/** Rows with a value: neither missing nor blank. */
export function rowsWithValue(column: ColumnProfile): number {
  return Math.max(0, column.rows - column.missing - (column.blankTexts ?? 0));
}

function exclusion(column: ColumnProfile): Omit<ExcludedColumn, 'column'> | null {
  const rows = rowsWithValue(column);
  if (rows === 0) return { code: 'empty', reason: 'no row has a value' };
  if (!learnable.has(column.type))
    return { code: 'type', reason: `it is ${typeInWords(column.type)}; these models read numbers and texts` };
  if (column.constant && column.missing === 0) return { code: 'constant', reason: 'every row has the same value' };
  if (rows < column.rows * 0.01)
    return { code: 'almost-empty', reason: `only ${rows} of ${column.rows} rows have a value` };
  const unique = column.distinct >= rows * 0.95 && rows > 20;
  if (column.looksLikeId || (unique && idName.test(column.name)))
    return { code: 'id-like', reason: 'it looks like an id (nearly every value is different)' };
  if (column.targetScore !== undefined && column.targetScore > leakageScore) {
    return {
      code: 'leakage-suspect',
      reason: `it alone tells the target (score ${column.targetScore.toFixed(3)}), so it is probably known only afterwards`,
    };
  }
  if (column.addsUpWith !== undefined) {
    return {
      code: 'leakage-suspect',
      reason: `together with ${column.addsUpWith} it adds up to the target in every row, so it is known only afterwards`,
    };
  }
  if (column.type === 'text' && !holdsNumbers(column) && column.distinct > Math.max(50, rows * 0.5)) {
    return {
      code: 'free-text',
      reason: `it has ${column.distinct} different texts in ${rows} rows, too many to be categories`,
    };
  }
  return null;
}
