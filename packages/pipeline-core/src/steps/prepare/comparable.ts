import type { ColumnType } from '../../schema/column-type';

/** Types that can say what came before what. */
export const timeTypes: readonly ColumnType[] = ['integer', 'number', 'date', 'timestamp'];

export function isTime(type: ColumnType): boolean {
  return type === 'date' || type === 'timestamp';
}

/** Types whose values can be equal: whole and decimal numbers, dates and times, else the same type. */
export function comparable(a: ColumnType, b: ColumnType): boolean {
  const number = (type: ColumnType) => type === 'integer' || type === 'number';
  return a === b || (number(a) && number(b)) || (isTime(a) && isTime(b));
}
