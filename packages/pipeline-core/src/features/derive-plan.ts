import { expressionVersion } from '../expression/ast';
import type { JsonObject } from '../json';
import { type Column, reservedColumns, type TableSchema } from '../schema/table-schema';
import type { StepContract } from '../steps/define-step';
import type { FeaturePlan } from './feature-plan';
import type { Fitted } from './fitted';

const reserved = new Set<string>(Object.values(reservedColumns));

/** An empty plan that starts at these columns; `cutBy` names the step whose output they are, absent at a dataset. */
export function startPlan(columns: readonly Column[], cutBy?: string): FeaturePlan {
  const source = columns
    .filter((column) => !reserved.has(column.name))
    .map(({ name, type, role, float32 }) => ({ name, type, role, ...(float32 === undefined ? {} : { float32 }) }));
  return { v: 1, expressionVersion, source, ...(cutBy === undefined ? {} : { cutBy }), nodes: [] };
}

/** Whether a table step starts the plan anew: a model behind it asks for the columns that come out of it. */
export function cutsPlan(contract: StepContract): boolean {
  const takesTable = Object.values(contract.inputs).some(({ type }) => type === 'Table' || type === 'Split');
  const givesTable = Object.values(contract.outputs).some(
    ({ type }) => type === 'Table' || type === 'Split' || type.startsWith('as:'),
  );
  return takesTable && givesTable && contract.toPlan === undefined && contract.flags.keepsColumns !== true;
}

export type DerivePlanOptions = {
  plan: FeaturePlan;
  contract: StepContract;
  params: JsonObject;
  fitted: Fitted | null;
  /** Columns coming in and, for steps that cut, columns going out. */
  input: TableSchema;
  output: TableSchema;
  /** Name the author gave the step. */
  title: string;
};

/**
 * The plan behind a table step (architecture.md 7): row-wise steps append their nodes, steps that only choose, order or
 * mark rows leave the plan, every other table step cuts it: the plan starts anew from its output columns.
 */
export function derivePlan({ plan, contract, params, fitted, input, output, title }: DerivePlanOptions): FeaturePlan {
  if (contract.toPlan !== undefined) {
    return { ...plan, nodes: [...plan.nodes, ...contract.toPlan(contract.params.parse(params), fitted, input)] };
  }
  if (contract.flags.keepsColumns === true) return plan;
  return startPlan(output.columns, title);
}
