import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { Column, TableSchema } from '../../schema/table-schema';
import { call, col, expression, int, list, map, num, text } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/** What encoding learns: the categories of each column with their train counts, most frequent first, ties by code point. */
export const encodeStateSchema = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      rows: z.int().nonnegative(),
      levels: z.array(z.object({ value: z.string(), count: z.int().nonnegative() })),
    }),
  ),
});
export type EncodeState = z.output<typeof encodeStateSchema>;
type FittedColumn = EncodeState['columns'][number];

export type EncodeOptions = { method: 'one-hot' | 'ordinal' | 'frequency'; maxCategories: number; other: boolean };

/** Largest number of categories an ordinal or frequency map keeps (expression.md 7). */
export const mapCategories = 50_000;

/** Nodes of the fitted step (expression.md 4). One-hot columns come last and replace their source. */
export function encodeNodes(state: EncodeState, options: EncodeOptions, input: TableSchema): PlanNode[] {
  requireColumns(
    input,
    state.columns.map((column) => column.name),
    'Encode categories',
  );
  const byName = new Map(input.columns.map((column) => [column.name, column]));
  const source = (fitted: FittedColumn) => asText(byName.get(fitted.name), fitted.name);
  if (options.method !== 'one-hot') {
    return state.columns.map((fitted) => ({
      expression: fitted.name,
      ast: expression(mapped(source(fitted), fitted, options.method === 'frequency')),
    }));
  }
  const taken = new Set(input.columns.map((column) => column.name.toLowerCase()));
  const made = state.columns.flatMap((fitted) => oneHot(source(fitted), fitted, options, taken));
  const encoded = new Set(state.columns.map((column) => column.name));
  const kept = input.columns.map((column) => column.name).filter((name) => !encoded.has(name));
  return [...made, { select: [...kept, ...made.map((node) => node.expression)] }];
}

function oneHot(x: ExpressionNode, fitted: FittedColumn, options: EncodeOptions, taken: Set<string>) {
  const levels = fitted.levels.slice(0, options.maxCategories).map((level) => level.value);
  const nodes = levels.map((level) => ({
    expression: uniqueName(`${fitted.name}=${level}`, taken),
    ast: expression(call('if', call('eq', x, text(level)), int(1), int(0))),
  }));
  if (!options.other || levels.length === 0) return nodes;
  const known = call('in', x, list(levels.map(text)));
  return [
    ...nodes,
    { expression: uniqueName(`${fitted.name}=(other)`, taken), ast: expression(call('if', known, int(0), int(1))) },
  ];
}

function mapped(x: ExpressionNode, fitted: FittedColumn, frequency: boolean): ExpressionNode {
  const rows = Math.max(1, fitted.rows);
  const levels = fitted.levels.slice(0, mapCategories);
  const entries = levels.map((level, rank) => [level.value, frequency ? num(level.count / rows) : int(rank)] as const);
  return call('lookup', x, map(entries), frequency ? num(0) : int(-1));
}

function asText(column: Column | undefined, name: string): ExpressionNode {
  return column?.type === 'text' ? col(name) : call('to_text', col(name));
}
