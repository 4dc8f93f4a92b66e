import { madeBy } from './feature-plan';
import type { TableMeta } from './table-meta';

/**
 * The first of these columns that a table does not hold as it came: `missing`, or `remade` by an expression of its plan.
 * Null when all are as a caller would send them.
 */
export function firstNotRaw(
  { columns, plan }: Pick<TableMeta, 'columns' | 'plan'>,
  names: readonly string[],
): { name: string; why: 'missing' | 'remade' } | null {
  const there = new Set(columns.map(({ name }) => name));
  const remade = new Set(plan.nodes.flatMap(madeBy));
  const name = names.find((wanted) => !there.has(wanted) || remade.has(wanted));
  if (name === undefined) return null;
  return { name, why: there.has(name) ? 'remade' : 'missing' };
}
