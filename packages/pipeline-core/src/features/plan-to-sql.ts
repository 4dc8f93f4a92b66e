import { quoteName } from '../expression/sql-builder';
import { compilePlanToSql, type SqlPlanNode } from '../expression/to-duckdb-sql';
import type { ExpressionType } from '../expression/types';
import { canonicalJson } from '../json';
import { sha256 } from '../sha256';
import { formulaColumns } from '../steps/formula';
import { madeBy, type PlanNode } from './feature-plan';
import type { KernelNode } from './kernels/kernel';
import { planColumns } from './plan-columns';
import type { StoredColumn } from './table-meta';

export type PlanSqlOptions = {
  /** Relation text written by us, safe behind FROM. */
  from: string;
  /** Columns of the relation the plan may read, as stored. */
  columns: readonly StoredColumn[];
  nodes: readonly PlanNode[];
  /** Columns handed on in front of the others whatever the plan selects (`__row`, `__part`). */
  carry?: readonly string[];
  /** Scoring answers every row: then filters are left out. */
  filters?: 'apply' | 'ignore';
};

/** A kernel of the plan under the name by which the query calls it: text in, list of numbers out. */
export type PlanKernel = { name: string; node: KernelNode };

export type PlanSql = {
  sql: string;
  /** Kernels of the expression language that the query calls. */
  kernels: string[];
  /** Kernels of the plan: to be registered on the connection before the query runs. */
  planKernels: PlanKernel[];
  /** What comes out, behind the carried columns. */
  columns: StoredColumn[];
  /** Names of those that are as they are stored; null when rows are left out. */
  untouched: readonly string[] | null;
};

const sqlTypes: Record<ExpressionType, string> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  text: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  list: 'VARCHAR[]',
  vector: 'DOUBLE[]',
};

/**
 * A query that applies plan nodes to a stored table. Columns no expression touches pass through as they are stored
 * (also types the language does not have); made columns come in the language's own types, integers as BIGINT.
 */
export function planToSql({ from, columns, nodes, carry = [], filters = 'apply' }: PlanSqlOptions): PlanSql {
  const stored = columns.filter((column) => !carry.includes(column.name));
  const applied = nodes.filter((node) => filters === 'apply' || !('filter' in node));
  const after = planColumns(stored, applied);
  const made = new Set(applied.flatMap(madeBy));
  const byName = new Map(stored.map((column) => [column.name, column]));
  const untouched = after.filter((column) => !made.has(column.name)).map((column) => column.name);
  const sqlNodes = applied.flatMap((node): SqlPlanNode[] => {
    if ('select' in node) return [];
    if ('filter' in node) return [node];
    if ('kernel' in node) return [{ kernel: kernelName(node), input: node.inputs[0], outputs: node.outputs }];
    return [{ name: node.expression, expression: node.ast }];
  });
  const readable = formulaColumns(stored).map(({ name, type }) => ({
    name,
    type,
    sqlType: byName.get(name)?.sqlType ?? sqlTypes[type],
  }));
  const compiled = compilePlanToSql({ from, columns: readable, nodes: sqlNodes, keep: [...carry, ...untouched] });
  const names = [...carry, ...after.map((column) => column.name)].map(quoteName);
  return {
    sql: `SELECT ${names.length === 0 ? '1 AS none' : names.join(', ')} FROM (${compiled.sql})`,
    kernels: compiled.kernels,
    planKernels: applied.flatMap((node) => ('kernel' in node ? [{ name: kernelName(node), node }] : [])),
    columns: after.map((column) => {
      const source = byName.get(column.name);
      if (!made.has(column.name) && source !== undefined) return { ...source, role: column.role };
      const type = compiled.outputTypes[column.name];
      return { ...column, sqlType: type === undefined ? 'VARCHAR' : sqlTypes[type] };
    }),
    untouched: applied.some((node) => 'filter' in node) ? null : untouched,
  };
}

/** The same function has the same name: what a query calls says what it does. */
function kernelName({ kernel, version, state }: KernelNode): string {
  return `mr_plan_${sha256(canonicalJson([kernel, version, state])).slice(0, 24)}`;
}
