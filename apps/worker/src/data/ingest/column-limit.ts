import { refuseFile } from './refuse-file';

/** Most columns of a table: beyond it every step behind would take minutes, and the file is most likely turned on its side. */
export const mostColumns = 10_000;

export function tooManyColumns(name: string, columns: string) {
  return refuseFile({
    code: 'too-many-columns',
    name,
    seen: `${columns} columns`,
    expected: `at most ${mostColumns.toLocaleString('en')}`,
    next: 'If rows and columns are swapped, turn the table round; else leave columns out, or keep the many values as rows.',
  });
}
