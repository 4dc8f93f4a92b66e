import { PipelineError } from '@millrace/pipeline-core/errors';
import {
  derivePlan,
  type Fitted,
  featureSetId,
  type PlanNode,
  planToSql,
  rowWiseOutput,
  type TableMeta,
} from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { StepContract } from '@millrace/pipeline-core/steps';
import type { ChildOutput } from '../child/protocol';
import { registerPlanKernels } from '../data/plan-kernels';
import { parquetRelation, quoteName, quoteNames } from '../data/sql-text';
import { outputPath, tableOutputs, type WrittenTable, writeTable } from '../data/table-store';
import { reservedIn, schemaOf } from '../data/table-view';
import { type BaseTable, writeBeside } from '../data/write-beside';
import type { ExecutorJob, ExecutorResult, JobInput, OutOfFold, TableView } from './executor';
import { toPlainJson } from './plain-json';
import { reportUnread } from './report-unread';
import { requireInput, requireTable } from './require-table';

/**
 * The one executor of all row-wise steps: the contract's plan nodes, compiled to SQL, over all rows of the table. A step
 * that fits comes with the state it learned from train rows, which is kept as its Transformer.
 */
export async function applyPlan(options: {
  contract: StepContract;
  job: ExecutorJob;
  state: JsonObject | null;
  outOfFold?: OutOfFold | null;
  /** Figures by output port. */
  reports?: Record<string, JsonObject>;
}): Promise<ExecutorResult> {
  const { contract, job, state, outOfFold = null, reports = {} } = options;
  const port = Object.keys(contract.inputs)[0] ?? 'table';
  const input = requireInput(job, port);
  const table = requireTable(job, port);
  const schema = schemaOf(table.meta);
  const fitted = state === null ? null : fittedOf({ contract, job, input, state });
  if (contract.toPlan === undefined) throw new Error(`the step type "${contract.type}" has no plan`);
  const nodes = contract.toPlan(job.params, fitted, schema);
  const output = rowWiseOutput(contract, job.params, nodes, schema);
  const roles = new Map(output.columns.map((column) => [column.name, column.role]));
  const carry = reservedIn(table.meta);
  const query = planToSql({ from: table.relation, columns: table.meta.columns, nodes, carry });
  await registerPlanKernels(job.session, query.planKernels);
  const converted = contract.converts?.(job.params, schema) ?? [];
  const target = narrowed(job, {
    query: outOfFold === null ? query.sql : withOutOfFold(query.sql, { outOfFold, carry, columns: query.columns }),
    path: outputPath(job.folder, 'table'),
    columns: query.columns.map((column) => ({ ...column, role: roles.get(column.name) ?? column.role })),
    nodes,
    carry,
    converted,
  });
  const base = outOfFold === null && query.untouched !== null ? fileOf(input, table) : null;
  const untouched = query.untouched ?? [];
  const written =
    (base === null ? null : await writeBeside(job.session, { ...target, base, carry, untouched, listener: job })) ??
    (await writeWhole(job, target));
  reportLosses(job, table, written.rows);
  await reportUnread(job, { table, written, converted });
  const plan = derivePlan({
    plan: table.meta.plan,
    contract,
    params: job.params,
    fitted,
    input: schema,
    output,
    title: job.title,
  });
  const meta: TableMeta = {
    ...table.meta,
    rows: written.rows,
    columns: written.columns,
    plan,
    featureSetId: featureSetId(plan),
  };
  const transformer: ChildOutput[] =
    fitted === null ? [] : [{ port: 'fitted', kind: 'transformer', inline: toPlainJson({ ...fitted, nodes }) }];
  const figures = Object.entries(reports).map(([port, inline]): ChildOutput => ({ port, kind: 'metrics', inline }));
  return { outputs: [...tableOutputs('table', written.path, meta), ...transformer, ...figures] };
}

type Target = Parameters<typeof writeTable>[1];

/** Without the columns that nobody looks at; what is counted of a column that was converted is told all the same. */
function narrowed(
  job: ExecutorJob,
  o: Target & { nodes: readonly PlanNode[]; carry: readonly string[]; converted: readonly string[] },
): Target {
  const { query, path, columns, nodes, carry, converted } = o;
  if (job.lookAt === undefined) return { query, path, columns };
  const wanted = new Set([...job.lookAt({ columns, nodes }), ...converted]);
  const kept = columns.filter(({ name }) => wanted.has(name));
  if (kept.length === columns.length) return { query, path, columns };
  const names = quoteNames([...carry, ...kept.map(({ name }) => name)]);
  return { query: `SELECT ${names} FROM (${query})`, path, columns: kept };
}

function writeWhole(job: ExecutorJob, target: Target): Promise<WrittenTable> {
  job.part('write');
  return writeTable(job.session, target);
}

/** The file of a table that a step sees whole; null for one cut to what a fold may know. */
function fileOf({ path }: JobInput, table: TableView): BaseTable | null {
  if (path === undefined || table.relation !== parquetRelation(path)) return null;
  return { path, rows: table.rows };
}

/** The plan's rows in their order, with the cells that train rows get out of fold. */
function withOutOfFold(
  sql: string,
  options: { outOfFold: OutOfFold; carry: readonly string[]; columns: readonly { name: string }[] },
): string {
  const { outOfFold, carry, columns } = options;
  const row = quoteName(reservedColumns.row);
  const replaced = new Set(outOfFold.columns);
  const cells = columns.map(({ name }) => {
    const cell = quoteName(name);
    return replaced.has(name) ? `CASE WHEN o.${row} IS NULL THEN q.${cell} ELSE o.${cell} END AS ${cell}` : `q.${cell}`;
  });
  const carried = carry.map((name) => `q.${quoteName(name)}`);
  return `SELECT ${[...carried, ...cells].join(', ')}
    FROM (SELECT *, row_number() OVER () AS __place FROM (${sql})) q
    LEFT JOIN ${outOfFold.relation} o ON o.${row} = q.${row} ORDER BY q.__place`;
}

function fittedOf(options: { contract: StepContract; job: ExecutorJob; input: JobInput; state: JsonObject }): Fitted {
  const { contract, job, input, state } = options;
  return {
    v: 1,
    type: contract.type,
    version: contract.version,
    fittedOn: { table: input.artifact.hash, rows: job.fit?.rows ?? 0 },
    state,
    nodes: [],
  };
}

function reportLosses(job: ExecutorJob, table: TableView, rows: number): void {
  if (rows === table.rows) return;
  job.log('info', `${rows} of ${table.rows} rows are kept.`);
  if (rows > 0) return;
  throw new PipelineError({
    code: 'no-rows-left',
    family: 'pipeline',
    place: job.title,
    seen: `no row of ${table.rows} that fits the condition`,
    expected: 'at least one row',
    next: 'Check the condition: cells that are missing make it neither true nor false.',
  });
}
