/** The words and symbols of the grammar, with the functions they stand for. */
const keywords = new Set('or and not in between is null true false case when then else end'.split(' '));

export function isKeyword(name: string): boolean {
  return keywords.has(name.toLowerCase());
}

export const comparisons = new Map([
  ['=', 'eq'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
]);
export const sums = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['||', 'concat'],
]);
export const products = new Map([
  ['*', 'mul'],
  ['/', 'div'],
  ['//', 'idiv'],
  ['%', 'mod'],
]);
export const powers = new Map([
  ['^', 'pow'],
  ['**', 'pow'],
]);
