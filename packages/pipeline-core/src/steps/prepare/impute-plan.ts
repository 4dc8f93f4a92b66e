import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { Column, TableSchema } from '../../schema/table-schema';
import { bool, call, col, expression, int, num, text } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/** What imputing learns: the value of each column (null: no train row had one) and how many train cells were missing. */
export const imputeStateSchema = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
      missing: z.int().nonnegative(),
    }),
  ),
});
export type ImputeState = z.output<typeof imputeStateSchema>;

type Constants = { numbers: string; numberConstant: number; textConstant: string; indicator: boolean };

/** `x ?? c` for each column (expression.md 4); the indicator first, as it reads the column before it is filled. */
export function imputeNodes(state: ImputeState, params: Constants, input: TableSchema): PlanNode[] {
  requireColumns(
    input,
    state.columns.map((item) => item.name),
    'Impute missing',
  );
  const byName = new Map(input.columns.map((column) => [column.name, column]));
  const taken = new Set(input.columns.map((column) => column.name.toLowerCase()));
  return state.columns.flatMap((item) => {
    const column = byName.get(item.name);
    if (column === undefined) return [];
    const fill = {
      expression: item.name,
      ast: expression(call('coalesce', col(item.name), fillValue(column, item.value, params))),
    };
    if (!params.indicator || item.missing === 0) return [fill];
    const marked = call('if', call('is_null', col(item.name)), int(1), int(0));
    return [{ expression: uniqueName(`${item.name}_missing`, taken), ast: expression(marked) }, fill];
  });
}

function fillValue(column: Column, value: number | string | boolean | null, params: Constants): ExpressionNode {
  if (column.type === 'text') return text(value === null ? params.textConstant : String(value));
  if (column.type === 'boolean') return bool(value === true);
  const number = typeof value === 'number' ? value : params.numberConstant;
  const staysInteger =
    column.type === 'integer' &&
    Number.isInteger(number) &&
    (params.numbers === 'mode' || params.numbers === 'constant');
  return staysInteger ? int(number) : num(number);
}
