import { PipelineError } from '@millrace/pipeline-core/errors';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { type Catalog, nameList, sqlTables } from '@millrace/pipeline-core/steps';
import { quoteName, quoteNames } from '../../data/sql-text';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { checkQuery } from './check-query';
import { runQuery } from './run-query';
import { type ResultColumn, resultColumn, withOneTarget } from './sql-columns';
import { writeCutTable } from './write-result';

const answer = 'millrace_answer';

/** Runs one checked SELECT over the inputs, in a process and an engine that see nothing else. */
export const sqlExecutor: ExecutorFor<Catalog['sql']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const { query, seconds } = job.params;
    const place = `${job.title} › query`;
    const tables = connected(job);
    for (const { name, table } of tables) {
      const columns =
        table.meta.columns.length === 0 ? '1 AS none' : quoteNames(table.meta.columns.map((one) => one.name));
      await job.session.run(`CREATE TEMP VIEW ${name} AS SELECT ${columns} FROM ${table.relation}`);
    }
    const { repeats } = await checkQuery(job.session, { query, tables: tables.map(({ name }) => name), place });
    await runQuery(job, { query, into: answer, seconds, title: job.title, place });
    const from = tables.map(({ table }) => table);
    const columns = await answerColumns(job, from);
    await logLost(job, columns);
    const cells = columns.map(({ stored, cell }) => `${cell} AS ${quoteName(stored.name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT ${['row_number() OVER () - 1 AS __row', ...cells].join(', ')} FROM ${answer}`,
      columns: columns.map(({ stored }) => stored),
      from,
    });
    const names = columns.map(({ stored }) => stored.name);
    job.log('info', `${result.rows} rows with ${nameList(names, 8)}.`);
    if (from.some(({ meta }) => meta.split !== undefined)) job.log('warning', splitLost);
    if (!repeats) job.log('warning', 'Chance or the time is part of the query, so its result is not used again.');
    return { outputs: result.outputs, repeats };
  },
};

const splitLost =
  'A query does not keep the marks of rows, so the split ends here and test rows may be learned from. Move Split rows behind this step.';

/** Columns of the answer as they are stored. */
async function answerColumns(job: Job, from: readonly TableView[]): Promise<ResultColumn[]> {
  const described = await job.session.query(`DESCRIBE ${answer}`);
  const columns = described.map((row) => {
    const found = { name: String(row.column_name), sqlType: String(row.column_type) };
    const column = resultColumn(
      found,
      from.map(({ meta }) => meta),
    );
    if (column === null || nameProblem(found.name) !== null) throw badColumn(job, found);
    return column;
  });
  return withOneTarget(columns);
}

/** Says where values of the answer become missing because the type of a column does not have them. */
async function logLost(job: Job, columns: readonly ResultColumn[]): Promise<void> {
  const tame = columns.filter((column) => column.tame);
  if (tame.length === 0) return;
  const counts = tame.map(({ stored, cell }, at) => `count(${quoteName(stored.name)}) - count(${cell}) AS c${at}`);
  const lost = await job.session.numbers(`SELECT ${counts.join(', ')} FROM ${answer}`);
  for (const [at, { stored }] of tame.entries()) {
    const count = lost[`c${at}`] ?? 0;
    if (count > 0)
      job.log('warning', `${stored.name}: values that a ${stored.type} does not hold are missing now (${count}).`);
  }
}

type Job = Pick<ExecutorJob<unknown>, 'session' | 'title' | 'log'>;

function connected(job: Pick<ExecutorJob<unknown>, 'inputs'>): { name: string; table: TableView }[] {
  return sqlTables.flatMap((name) => {
    const table = job.inputs[name]?.[0]?.table;
    return table === undefined ? [] : [{ name, table }];
  });
}

/** What is wrong with a name for a column, as the words for what was seen; null when nothing is. */
function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'a column whose name is blank';
  const reserved = Object.values(reservedColumns).some((one) => one === name.toLowerCase());
  return reserved ? `a column called \`${name}\`` : null;
}

function badColumn(job: Pick<Job, 'title'>, { name, sqlType }: { name: string; sqlType: string }): PipelineError {
  const problem = nameProblem(name);
  return new PipelineError({
    code: 'sql-column',
    family: 'pipeline',
    place: name.trim() === '' ? `${job.title} › query` : `${job.title} › ${name}`,
    seen: problem ?? `a column of type ${sqlType}`,
    expected: problem === null ? 'a type that a table has' : 'a name that Millrace does not use itself',
    next: problem === null ? `Take it apart, or write CAST(${name} AS VARCHAR).` : 'Give it another name with AS.',
    column: name,
  });
}
