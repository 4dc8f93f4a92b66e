import type { JsonObject } from '../json';
import type { TableSchema } from '../schema/table-schema';
import type { StepContract } from '../steps/define-step';
import { tableIn } from '../steps/infer';
import type { PlanNode } from './feature-plan';
import { planColumns } from './plan-columns';

/**
 * Columns that really come out of a row-wise step: names and types follow from its nodes, roles and what is known of
 * missing values from the contract's inference.
 */
export function rowWiseOutput(
  contract: StepContract,
  params: JsonObject,
  nodes: readonly PlanNode[],
  input: TableSchema,
): TableSchema {
  const parsed = contract.params.parse(params);
  const inferred = contract.inferSchema(parsed, { table: [{ kind: 'known', table: input }] });
  const known = new Map(
    (tableIn(inferred.outputs.table ?? { kind: 'opaque' })?.columns ?? []).map((column) => [column.name, column]),
  );
  const columns = planColumns(input.columns, nodes).map((column) => {
    const expected = known.get(column.name);
    if (expected === undefined) return column;
    const missing = expected.missing === undefined ? {} : { missing: expected.missing };
    return { ...column, role: expected.role, ...missing };
  });
  const { rows, ...rest } = input;
  const keepsRows = contract.flags.changesRowCount !== true && rows !== undefined;
  return { ...rest, columns, ...(keepsRows ? { rows } : {}) };
}
