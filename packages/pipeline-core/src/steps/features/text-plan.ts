import { z } from 'zod';
import type { PlanNode } from '../../features/feature-plan';
import type { TextCut } from '../../features/kernels/text-terms';
import type { TableSchema } from '../../schema/table-schema';
import { requireColumns, uniqueName } from '../columns';

/** Columns the step makes at most: a plan may have 5,000 outputs (expression.md 7), and others come with them. */
export const mostTextColumns = 4000;

/** What is learned of each text: its terms and their weights; none for hashing. */
export const textStateSchema = z.object({
  rows: z.int().nonnegative(),
  columns: z.array(z.object({ name: z.string(), terms: z.array(z.string()), idf: z.array(z.number()) })),
});
export type TextState = z.output<typeof textStateSchema>;

export type TextOptions = {
  method: 'tf-idf' | 'hashing';
  of: TextCut['of'];
  from: number;
  to: number;
  lowerCase: boolean;
  sublinear: boolean;
  unitLength: boolean;
  buckets: number;
  keepText: boolean;
};

const longestTerm = 60;

/** Names of the columns that each text becomes: `text~term`, or `text#bucket`. */
export function textNames(state: TextState, options: TextOptions, input: TableSchema): string[][] {
  const taken = new Set(input.columns.map(({ name }) => name.toLowerCase()));
  return state.columns.map(({ name, terms }) =>
    options.method === 'tf-idf'
      ? terms.map((term) => uniqueName(`${name}~${[...term].slice(0, longestTerm).join('')}`, taken))
      : Array.from({ length: options.buckets }, (_, bucket) => uniqueName(`${name}#${bucket}`, taken)),
  );
}

/** A kernel for each text, then the selection without the texts. */
export function textNodes(state: TextState, options: TextOptions, input: TableSchema): PlanNode[] {
  const sources = state.columns.map(({ name }) => name);
  requireColumns(input, sources, 'Vectorise text');
  const { of, lowerCase, from, to, sublinear, unitLength } = options;
  const shared = { cut: { of, lowerCase, from, to }, sublinear, unitLength };
  const names = textNames(state, options, input);
  const kernels = state.columns.flatMap(({ name, terms, idf }, at): PlanNode[] => {
    const outputs = names[at] ?? [];
    if (outputs.length === 0) return [];
    const common = { version: 1 as const, inputs: [name] as [string], outputs };
    return options.method === 'tf-idf'
      ? [{ kernel: 'tf-idf', ...common, state: { ...shared, terms, idf } }]
      : [{ kernel: 'hashed-text', ...common, state: { ...shared, buckets: options.buckets } }];
  });
  if (options.keepText || sources.length === 0) return kernels;
  const kept = input.columns.map(({ name }) => name).filter((name) => !sources.includes(name));
  return [...kernels, { select: [...kept, ...names.flat()] }];
}
