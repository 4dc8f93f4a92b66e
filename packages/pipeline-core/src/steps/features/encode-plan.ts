import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { Column, TableSchema } from '../../schema/table-schema';
import { call, col, expression, int, list, map, num, text } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/**
 * What encoding learns: the categories of each column with their train counts, most frequent first, ties by code point.
 * By the target also `means`, one number per made column, and what the target is: `classes` are those with a column.
 */
export const encodeStateSchema = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      rows: z.int().nonnegative(),
      levels: z.array(
        z.object({ value: z.string(), count: z.int().nonnegative(), means: z.array(z.number()).optional() }),
      ),
    }),
  ),
  target: z
    .object({ name: z.string(), classes: z.array(z.string()).nullable(), priors: z.array(z.number()).min(1) })
    .optional(),
});
export type EncodeState = z.output<typeof encodeStateSchema>;
type FittedColumn = EncodeState['columns'][number];
type FittedTarget = NonNullable<EncodeState['target']>;

export type EncodeOptions = {
  method: 'one-hot' | 'ordinal' | 'frequency' | 'hashing' | 'target';
  maxCategories: number;
  other: boolean;
  buckets: number;
};

/** Largest number of categories a map keeps (expression.md 7). */
export const mapCategories = 50_000;

/** Nodes of the fitted step (expression.md 4). Where a column becomes several they come last and replace their source. */
export function encodeNodes(state: EncodeState, options: EncodeOptions, input: TableSchema): PlanNode[] {
  const names = state.columns.map((column) => column.name);
  requireColumns(input, names, 'Encode categories');
  const byName = new Map(input.columns.map((column) => [column.name, column]));
  const source = (fitted: FittedColumn) => asText(byName.get(fitted.name), fitted.name);
  switch (options.method) {
    case 'ordinal':
    case 'frequency':
      return state.columns.map((fitted) => ({
        expression: fitted.name,
        ast: expression(mapped(source(fitted), fitted, options.method === 'frequency')),
      }));
    case 'target':
      return meansOfTarget(state, input, source);
    case 'hashing': {
      const made = hashNames(names, options.buckets, input).flatMap((buckets, at) => {
        const fitted = state.columns[at];
        return fitted === undefined ? [] : inBuckets(source(fitted), fitted.name, buckets);
      });
      return replacing(names, made, input);
    }
    case 'one-hot': {
      const taken = namesIn(input);
      return replacing(
        names,
        state.columns.flatMap((fitted) => oneHot(source(fitted), fitted, options, taken)),
        input,
      );
    }
  }
}

type ExpressionNodes = { expression: string; ast: ReturnType<typeof expression> }[];

function namesIn(input: TableSchema): Set<string> {
  return new Set(input.columns.map((column) => column.name.toLowerCase()));
}

function replacing(names: readonly string[], made: ExpressionNodes, input: TableSchema): PlanNode[] {
  const kept = input.columns.map((column) => column.name).filter((name) => !names.includes(name));
  const added = made.map((node) => node.expression).filter((name) => !names.includes(name));
  return [...made, { select: [...kept, ...added] }];
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

/** Names of the buckets of each of these columns. */
export function hashNames(names: readonly string[], buckets: number, input: TableSchema): string[][] {
  const taken = namesIn(input);
  return names.map((name) => Array.from({ length: buckets }, (_, bucket) => uniqueName(`${name}#${bucket}`, taken)));
}

/** The bucket is worked out once, in the place of the source, which goes away afterwards. */
function inBuckets(x: ExpressionNode, source: string, names: readonly string[]): ExpressionNodes {
  const bucket = { expression: source, ast: expression(call('hash_bucket', x, int(names.length))) };
  const made = names.map((name, at) => ({
    expression: name,
    ast: expression(call('if', call('eq', col(source), int(at)), int(1), int(0))),
  }));
  return [bucket, ...made];
}

/** Names of the columns that each column becomes: itself for one mean, else one for each class. */
export function meanNames({ columns, target }: EncodeState, input: TableSchema): string[][] {
  const taken = namesIn(input);
  const classes = target?.classes ?? null;
  return columns.map(({ name }) =>
    classes === null ? [name] : classes.map((label) => uniqueName(`${name}~${label}`, taken)),
  );
}

function meansOfTarget(
  state: EncodeState,
  input: TableSchema,
  source: (fitted: FittedColumn) => ExpressionNode,
): PlanNode[] {
  const target: FittedTarget = state.target ?? { name: '', classes: null, priors: [0] };
  const names = meanNames(state, input);
  const nodes = state.columns.flatMap((fitted, at) =>
    (names[at] ?? []).map((name, place) => {
      const prior = target.priors[place] ?? 0;
      const entries = fitted.levels.map(({ value, means }) => [value, num(means?.[place] ?? prior)] as const);
      return { expression: name, ast: expression(call('lookup', source(fitted), map(entries), num(prior))) };
    }),
  );
  if (target.classes === null) return nodes;
  return replacing(
    state.columns.map(({ name }) => name),
    nodes,
    input,
  );
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
