import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { TableSchema } from '../../schema/table-schema';
import { call, col, expression, num } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/** What is learned: centre and spread of each column, and the directions in which the rows vary most. */
export const pcaStateSchema = z.object({
  v: z.literal(1),
  kind: z.literal('principal-components'),
  rows: z.int().nonnegative(),
  columns: z.array(z.object({ name: z.string(), mean: z.number(), scale: z.number() })),
  components: z.array(
    z.object({
      /** One weight per column, of length 1 together. */
      weights: z.array(z.number()),
      variance: z.number(),
      /** Share of all the variance. */
      share: z.number(),
    }),
  ),
});
export type PcaState = z.output<typeof pcaStateSchema>;

/** Names of the components: `pc1`, `pc2`, … */
export function componentNames(count: number, input: TableSchema): string[] {
  const taken = new Set(input.columns.map(({ name }) => name.toLowerCase()));
  return Array.from({ length: count }, (_, at) => uniqueName(`pc${at + 1}`, taken));
}

/** A weighted sum for each component, then the selection without its columns. */
export function pcaNodes(state: PcaState, { keepColumns }: { keepColumns: boolean }, input: TableSchema): PlanNode[] {
  const sources = state.columns.map(({ name }) => name);
  requireColumns(input, sources, 'Reduce dimensions');
  if (sources.length === 0) return [];
  const names = componentNames(state.components.length, input);
  const nodes = state.components.map(({ weights }, at): PlanNode => {
    const terms = state.columns.map(({ name, mean, scale }, column) =>
      call('mul', call('sub', col(name), num(mean)), num((weights[column] ?? 0) / scale)),
    );
    return { expression: names[at] ?? '', ast: expression(sumOf(terms)) };
  });
  if (keepColumns) return nodes;
  const kept = input.columns.map(({ name }) => name).filter((name) => !sources.includes(name));
  return [...nodes, { select: [...kept, ...names] }];
}

/** A balanced tree: a chain of many columns would be too deep for an expression. */
function sumOf(terms: readonly ExpressionNode[]): ExpressionNode {
  const [first] = terms;
  if (first === undefined) return num(0);
  if (terms.length === 1) return first;
  const half = Math.ceil(terms.length / 2);
  return call('add', sumOf(terms.slice(0, half)), sumOf(terms.slice(half)));
}
