import { PipelineError } from '../errors/pipeline-error';
import { cellFromJson } from '../expression/cells';
import { checkExpression } from '../expression/check-types';
import { compileToRowFunction } from '../expression/to-row-function';
import type { CellValue, ExpressionColumn, ExpressionType } from '../expression/types';
import type { JsonObject } from '../json';
import type { Column } from '../schema/table-schema';
import { formulaColumns } from '../steps/formula';
import type { FeaturePlan } from './feature-plan';
import { type KernelNode, openKernel } from './kernels/kernel';
import { neededNodes } from './needed-nodes';
import { signatureOfPlan } from './signature-of-plan';

export type PlanFunction = {
  /** What a request has to hold, in source order. */
  source: ExpressionColumn[];
  /** Type of each feature, in the order asked for. */
  types: ExpressionType[];
  /** Cells of the source in, features out; numbers, dates and timestamps use NaN as null, the rest null. */
  run(cells: readonly CellValue[]): CellValue[];
  /** A request in, features out. Absent fields are missing values; a mistyped one throws a `PipelineError` that names it. */
  runRequest(request: Readonly<JsonObject>): CellValue[];
};

/**
 * Compiles the part of a plan that these features need to a function of one request:
 * 1. Every source column and every needed expression gets a slot; a replaced column gets a new one.
 * 2. Each expression is compiled against the slots as they stand at its place in the plan.
 * 3. A call fills the source slots, then the others in order, and reads the features' slots. Filters are ignored.
 */
export function planToRowFunction(
  plan: FeaturePlan,
  features: readonly string[],
  target: string | null = null,
): PlanFunction {
  const source = formulaColumns(signatureOfPlan(plan, features, target));
  const slots: ExpressionColumn[] = [...source];
  const slotOf = new Map(slots.map((column, slot) => [column.name, slot]));
  const steps: ((row: CellValue[]) => void)[] = [];
  for (const node of neededNodes(plan, features).nodes) {
    if ('kernel' in node) {
      steps.push(kernelStep(node, slotOf.get(node.inputs[0]) ?? missing(node.inputs[0])));
      for (const name of node.outputs) {
        slotOf.set(name, slots.length);
        slots.push({ name, type: 'number' });
      }
      continue;
    }
    const visible = slots.map((column, slot) =>
      slotOf.get(column.name) === slot ? column : { ...column, name: `\u0000${slot}` },
    );
    const checked = checkExpression(node.ast, visible);
    if (!checked.ok) throw badNode(node.expression, checked.errors[0]?.message ?? 'an expression that does not check');
    const evaluate = compileToRowFunction(node.ast, visible);
    steps.push((row) => row.push(evaluate(row)));
    slotOf.set(node.expression, slots.length);
    slots.push({ name: node.expression, type: checked.type });
  }
  const outputs = features.map((name) => slotOf.get(name) ?? missing(name));
  const run = (cells: readonly CellValue[]): CellValue[] => {
    const row = cells.slice(0, source.length);
    for (const step of steps) step(row);
    return outputs.map((slot) => row[slot] ?? null);
  };
  return {
    source,
    types: outputs.map((slot) => slots[slot]?.type ?? 'number'),
    run,
    runRequest: (request) => run(source.map((column) => readCell(request, column))),
  };
}

/** Adds the numbers that a kernel makes of the text in a slot. */
function kernelStep(node: KernelNode, slot: number): (row: CellValue[]) => void {
  const evaluate = openKernel(node);
  return (row) => {
    const cell = row[slot];
    for (const value of evaluate(typeof cell === 'string' ? cell : null)) row.push(value);
  };
}

/** One field of a request as a cell. */
function readCell(request: Readonly<JsonObject>, column: ExpressionColumn): CellValue {
  const value = Object.hasOwn(request, column.name) ? request[column.name] : null;
  const cell = cellFromJson(value, column.type, { float32: column.float32 ?? false });
  if (cell !== undefined) return cell;
  throw new PipelineError({
    code: 'mistyped-field',
    family: 'pipeline',
    place: `Request › ${column.name}`,
    seen: JSON.stringify(value)?.slice(0, 60) ?? 'nothing',
    expected: expected(column.type),
    next: 'Send the value in this form, or null.',
    column: column.name,
  });
}

function expected(type: Column['type']): string {
  if (type === 'date') return 'a date as YYYY-MM-DD';
  if (type === 'timestamp') return 'a time as RFC 3339';
  if (type === 'integer') return 'a whole number';
  return `a ${type}`;
}

function badNode(name: string, seen: string): PipelineError {
  return new PipelineError({
    code: 'bad-plan-expression',
    family: 'bug',
    place: `Feature plan › ${name}`,
    seen,
    expected: 'an expression over the columns before it',
    next: 'Report this with the pipeline.',
    column: name,
  });
}

function missing(name: string): never {
  throw badNode(name, `no column \`${name}\``);
}
