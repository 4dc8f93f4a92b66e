import { madeBy, type PlanNode } from '../features/feature-plan';
import type { JsonObject } from '../json';
import type { TableSchema } from '../schema/table-schema';
import type { StepContract } from '../steps/define-step';
import type { ColumnChange } from './preview-answer';

/** Changes by the name of the column; a column that a step hands on as it came is not among them. */
export type ChangedColumns = ReadonlyMap<string, ColumnChange>;

/**
 * What a step does to the columns that come out of it: by its plan where it has one, by the sources its contract names,
 * else by their names alone. Empty where nothing came in: then everything is new, and marks would say nothing.
 * @param o.inputs tables that came in, by port
 * @param o.nodes plan nodes of a row-wise step, as fitted; null for any other step
 * @param o.columns names that come out
 */
export function changedColumns(o: {
  contract: StepContract;
  params: JsonObject;
  inputs: Readonly<Record<string, readonly TableSchema[]>>;
  nodes: readonly PlanNode[] | null;
  columns: readonly string[];
}): ChangedColumns {
  const before = new Set(
    Object.values(o.inputs).flatMap((tables) => tables.flatMap(({ columns }) => columns.map(({ name }) => name))),
  );
  if (before.size === 0) return new Map();
  const rewritten = o.nodes === null ? rewrittenBySources(o) : new Set(o.nodes.flatMap(madeBy));
  return new Map(
    o.columns.flatMap((name): [string, ColumnChange][] => {
      if (!before.has(name)) return [[name, 'new']];
      return rewritten.has(name) ? [[name, 'changed']] : [];
    }),
  );
}

/** Columns under the name of one that came in, whose cells are not those of that one. */
function rewrittenBySources({ contract, params, inputs }: Parameters<typeof changedColumns>[0]): Set<string> {
  const parsed = contract.params.safeParse(params);
  if (contract.sources === undefined || !parsed.success) return new Set();
  const others = contract
    .sources(parsed.data, inputs)
    .filter(({ column, from, looks }) => looks !== 'row' || from.some((source) => source.column !== column));
  return new Set(others.map(({ column }) => column));
}

/** Of the columns shown, at least this part is left to those the step only hands on, where there are so many. */
const shareOfOthers = 3;

/**
 * The columns to show where a table has more than `most`: those that the step made or changed before the others, of which
 * a third is kept so that a row can be told by them. In the order of the table.
 */
export function shownColumns(columns: readonly string[], changes: ChangedColumns, most: number): string[] {
  if (columns.length <= most) return [...columns];
  const changed = columns.filter((name) => changes.has(name));
  const others = columns.length - changed.length;
  const roomForOthers = Math.max(most - changed.length, Math.min(others, Math.floor(most / shareOfOthers)));
  const chosen = new Set([
    ...changed.slice(0, most - roomForOthers),
    ...columns.filter((name) => !changes.has(name)).slice(0, roomForOthers),
  ]);
  return columns.filter((name) => chosen.has(name));
}
