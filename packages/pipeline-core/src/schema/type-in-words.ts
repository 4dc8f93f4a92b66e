import type { ColumnType } from './column-type';

const words: Readonly<Record<ColumnType, string>> = {
  boolean: 'a boolean',
  integer: 'a whole number',
  number: 'a number',
  text: 'a text',
  date: 'a date',
  timestamp: 'a timestamp',
  list: 'a list of texts',
  vector: 'a vector of numbers',
  sparse: 'a sparse vector',
  bytes: 'the bytes of a file',
};

/** What a column is, as a sentence says it: "`day` is a date". */
export function typeInWords(type: ColumnType): string {
  return words[type];
}
