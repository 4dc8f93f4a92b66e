import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { TableSchema } from '../../schema/table-schema';
import { bool, call, col, expression, int, num } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/** What is learned of each column: values outside low … high are outliers; null: none on that side. */
export const outlierStateSchema = z.object({
  columns: z.array(z.object({ name: z.string(), low: z.number().nullable(), high: z.number().nullable() })),
});
export type OutlierState = z.output<typeof outlierStateSchema>;
type Bounds = OutlierState['columns'][number];

export type OutlierAction = 'clip' | 'flag' | 'missing' | 'drop';

/** Nodes of the fitted step. Filters act on tables only, so a request is never dropped. */
export function outlierNodes(state: OutlierState, action: OutlierAction, input: TableSchema): PlanNode[] {
  requireColumns(
    input,
    state.columns.map(({ name }) => name),
    'Handle outliers',
  );
  const types = new Map(input.columns.map(({ name, type }) => [name, type]));
  const taken = new Set(input.columns.map(({ name }) => name.toLowerCase()));
  return state.columns.flatMap((bounds): PlanNode[] => {
    const whole = types.get(bounds.name) === 'integer';
    const outside = isOutside(bounds);
    if (action === 'flag') {
      const marked = outside === null ? int(0) : call('if', outside, int(1), int(0));
      return [{ expression: flagName(bounds.name, taken), ast: expression(marked) }];
    }
    if (outside === null) return [];
    if (action === 'drop') return [{ filter: expression(call('not', call('coalesce', outside, bool(false)))) }];
    const x = col(bounds.name);
    const changed: ExpressionNode =
      action === 'clip'
        ? call('clip', x, ...clipBounds(bounds, whole))
        : { k: 'case', when: [[outside, { k: 'null' }]], else: x };
    return [{ expression: bounds.name, ast: expression(changed) }];
  });
}

export function flagName(name: string, taken: Set<string>): string {
  return uniqueName(`${name}_outlier`, taken);
}

function isOutside({ name, low, high }: Bounds): ExpressionNode | null {
  const below = low === null ? null : call('lt', col(name), num(low));
  const above = high === null ? null : call('gt', col(name), num(high));
  return below !== null && above !== null ? call('or', below, above) : (below ?? above);
}

/** Bounds of whole numbers are whole and lie inside, so the column stays one of whole numbers. */
function clipBounds({ low, high }: Bounds, whole: boolean): ExpressionNode[] {
  if (!whole) return [num(low ?? -Number.MAX_VALUE), num(high ?? Number.MAX_VALUE)];
  return [int(Math.ceil(low ?? Number.MIN_SAFE_INTEGER)), int(Math.floor(high ?? Number.MAX_SAFE_INTEGER))];
}
