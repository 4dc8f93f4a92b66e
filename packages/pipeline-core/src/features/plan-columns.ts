import { PipelineError } from '../errors/pipeline-error';
import type { Expression } from '../expression/ast';
import { checkExpression } from '../expression/check-types';
import { type Column, reservedColumns } from '../schema/table-schema';
import { formulaColumns } from '../steps/formula';
import type { PlanNode } from './feature-plan';
import type { KernelNode } from './kernels/kernel';

const reserved = new Set<string>(Object.values(reservedColumns));

/**
 * Columns of a table after these nodes: an expression replaces its column in place (the role stays) or adds one at the
 * end (role feature), a selection keeps the named columns in the order it names them, a filter changes none.
 * Throws a `PipelineError` when a node reads a column that is not there or does not check.
 */
export function planColumns(source: readonly Column[], nodes: readonly PlanNode[]): Column[] {
  let columns = [...source];
  for (const node of nodes) {
    if ('select' in node) columns = selectColumns(columns, node.select);
    else if ('filter' in node) checkedType(node.filter, columns, 'Filter');
    else if ('kernel' in node) columns = putKernel(columns, node);
    else columns = putColumn(columns, node.expression, node.ast);
  }
  return columns;
}

function selectColumns(columns: readonly Column[], names: readonly string[]): Column[] {
  const kept = columns.filter((column) => reserved.has(column.name) && !names.includes(column.name));
  const byName = new Map(columns.map((column) => [column.name, column]));
  return [...kept, ...names.map((name) => byName.get(name) ?? unknownColumn(name))];
}

function putColumn(columns: readonly Column[], name: string, ast: Expression): Column[] {
  const type = checkedType(ast, columns, name);
  const old = columns.find((column) => column.name === name);
  if (old === undefined) return [...columns, { name, type, role: 'feature' }];
  return columns.map((column) => (column === old ? { name, type, role: old.role } : column));
}

function putKernel(columns: readonly Column[], { inputs, outputs, kernel }: KernelNode): Column[] {
  const [input] = inputs;
  const read = columns.find(({ name }) => name === input) ?? unknownColumn(input);
  if (read.type !== 'text') throw notText(kernel, read);
  const old = new Map(columns.map((column) => [column.name, column]));
  const made = new Map(
    outputs.map((name): [string, Column] => [name, { name, type: 'number', role: old.get(name)?.role ?? 'feature' }]),
  );
  return [
    ...columns.map((column) => made.get(column.name) ?? column),
    ...[...made.values()].filter(({ name }) => !old.has(name)),
  ];
}

function notText(kernel: string, column: Column): PipelineError {
  return new PipelineError({
    code: 'column-type',
    family: 'pipeline',
    place: `Feature plan › ${kernel}`,
    seen: `column \`${column.name}\` of type ${column.type}`,
    expected: 'a text',
    next: 'Cast it to text before.',
    column: column.name,
  });
}

function checkedType(ast: Expression, columns: readonly Column[], place: string) {
  const checked = checkExpression(ast, formulaColumns(columns));
  if (checked.ok) return checked.type;
  const error = checked.errors[0];
  throw new PipelineError({
    code: 'bad-plan-expression',
    family: 'pipeline',
    place: `Feature plan › ${place}`,
    seen: error?.message ?? 'an expression that does not check',
    expected: 'an expression over the columns at this place of the plan',
    next: error?.hint || 'Check the columns of the step before.',
    column: place,
  });
}

function unknownColumn(name: string): never {
  throw new PipelineError({
    code: 'unknown-column',
    family: 'pipeline',
    place: 'Feature plan › selection',
    seen: `column \`${name}\``,
    expected: 'a column at this place of the plan',
    next: 'Check the columns of the step before.',
    column: name,
  });
}
