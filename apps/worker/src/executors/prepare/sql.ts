import { PipelineError } from '@millrace/pipeline-core/errors';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { type Catalog, nameList, sqlTables } from '@millrace/pipeline-core/steps';
import { quoteNames } from '../../data/sql-text';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { checkQuery } from './check-query';
import { runQuery } from './run-query';
import { resultColumn } from './sql-columns';
import { writeCutTable } from './write-result';

const answer = 'millrace_answer';

/** Runs one checked SELECT over the inputs, in a process and an engine that see nothing else. */
export const sqlExecutor: ExecutorFor<Catalog['sql']> = {
  kind: 'run',
  async run(job) {
    const { query, seconds } = job.params;
    const place = `${job.title} › query`;
    const tables = connected(job);
    for (const { name, table } of tables) {
      const columns =
        table.meta.columns.length === 0 ? '1 AS none' : quoteNames(table.meta.columns.map((one) => one.name));
      await job.session.run(`CREATE TEMP VIEW ${name} AS SELECT ${columns} FROM ${table.relation}`);
    }
    await checkQuery(job.session, { query, tables: tables.map(({ name }) => name), place });
    await runQuery(job, { query, into: answer, seconds, place });
    const metas = tables.map(({ table }) => table.meta);
    const described = await job.session.query(`DESCRIBE ${answer}`);
    const columns = described.map((row) => {
      const found = { name: String(row.column_name), sqlType: String(row.column_type) };
      const column = resultColumn(found, metas);
      if (column === null || isReserved(found.name)) throw badColumn(job, found);
      return column;
    });
    const cells = ['row_number() OVER () - 1 AS __row', ...columns.map(({ cell }) => cell)];
    const result = await writeCutTable(job, {
      query: `SELECT ${cells.join(', ')} FROM ${answer}`,
      columns: columns.map(({ stored }) => stored),
      from: tables.map(({ table }) => table),
    });
    job.log(
      'info',
      `${result.rows} rows with ${nameList(
        columns.map(({ stored }) => stored.name),
        8,
      )}.`,
    );
    if (/\b(random|uuid|gen_random_uuid|now|today|current_date|current_timestamp)\b/i.test(query))
      job.log('warning', 'The query asks for chance or for the time: another run may give other rows.');
    return { outputs: result.outputs };
  },
};

function connected(job: Pick<ExecutorJob<unknown>, 'inputs'>): { name: string; table: TableView }[] {
  return sqlTables.flatMap((name) => {
    const table = job.inputs[name]?.[0]?.table;
    return table === undefined ? [] : [{ name, table }];
  });
}

function isReserved(name: string): boolean {
  return Object.values(reservedColumns).some((reserved) => reserved === name.toLowerCase());
}

function badColumn(job: Pick<ExecutorJob<unknown>, 'title'>, { name, sqlType }: { name: string; sqlType: string }) {
  const reserved = isReserved(name);
  return new PipelineError({
    code: 'sql-column',
    family: 'pipeline',
    place: `${job.title} › ${name}`,
    seen: reserved ? `a column called \`${name}\`` : `a column of type ${sqlType}`,
    expected: reserved ? 'a name that Millrace does not use itself' : 'a type that a table has',
    next: reserved ? 'Give it another name with AS.' : `Take it apart, or write CAST(${name} AS VARCHAR).`,
    column: name,
  });
}
