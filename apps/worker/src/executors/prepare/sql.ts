import { type Catalog, nameList, sqlTables } from '@millrace/pipeline-core/steps';
import { quoteName, quoteNames } from '../../data/sql-text';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { answerColumns } from './answer-columns';
import { checkQuery } from './check-query';
import { runQuery } from './run-query';
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
    const columns = await answerColumns(job, {
      ...{ relation: answer, from, code: 'sql-column', place },
      retype: (name) => `Take it apart, or write CAST(${name} AS VARCHAR).`,
      rename: 'Give it another name with AS.',
    });
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

function connected(job: Pick<ExecutorJob<unknown>, 'inputs'>): { name: string; table: TableView }[] {
  return sqlTables.flatMap((name) => {
    const table = job.inputs[name]?.[0]?.table;
    return table === undefined ? [] : [{ name, table }];
  });
}
