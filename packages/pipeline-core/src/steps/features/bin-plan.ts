import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { PlanNode } from '../../features/feature-plan';
import type { TableSchema } from '../../schema/table-schema';
import { call, col, expression, int, list, num, text } from '../ast';
import { requireColumns, uniqueName } from '../columns';

/** What is learned of each column: the inner edges; the first and the last bin are open. */
export const binStateSchema = z.object({
  columns: z.array(z.object({ name: z.string(), edges: z.array(z.number()) })),
});
export type BinState = z.output<typeof binStateSchema>;

export type BinOptions = { output: 'ordinal' | 'label'; labels: readonly string[]; keep: boolean };

export function binNodes(state: BinState, options: BinOptions, input: TableSchema): PlanNode[] {
  requireColumns(
    input,
    state.columns.map(({ name }) => name),
    'Bin numbers',
  );
  const taken = new Set(input.columns.map(({ name }) => name.toLowerCase()));
  return state.columns.map(({ name, edges }) => ({
    expression: binName(name, options.keep, taken),
    ast: expression(binned(col(name), edges, options)),
  }));
}

/** The bin stands in place of the number, or beside it. */
export function binName(name: string, keep: boolean, taken: Set<string>): string {
  return keep ? uniqueName(`${name}_bin`, taken) : name;
}

function binned(x: ExpressionNode, edges: readonly number[], { output, labels }: BinOptions): ExpressionNode {
  const names = labels.length === edges.length + 1 ? labels : binLabels(edges);
  if (edges.length === 0) {
    const only = output === 'ordinal' ? int(0) : text(names[0] ?? '');
    return call('if', call('is_null', x), { k: 'null' }, only);
  }
  const bounds = list(edges.map(num));
  return output === 'ordinal' ? call('bin', x, bounds) : call('bin_label', x, bounds, list(names.map(text)));
}

/** "below 18", "18 to 65", "65 and more": an edge belongs to the bin above it. Short numbers where they stay distinct. */
export function binLabels(edges: readonly number[]): string[] {
  const short = edges.map((edge) => String(Number(edge.toPrecision(6))));
  const written = new Set(short).size === edges.length ? short : edges.map(String);
  if (written.length === 0) return ['all'];
  const between = written.slice(1).map((high, at) => `${written[at]} to ${high}`);
  return [`below ${written[0]}`, ...between, `${written.at(-1)} and more`];
}

/** Rising edges, each once. */
export function risingEdges(edges: readonly number[]): number[] {
  return [...new Set(edges.map((edge) => edge + 0))].sort((a, b) => a - b);
}
