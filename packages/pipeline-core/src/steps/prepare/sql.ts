import { z } from 'zod';
import type { PipelineErrorOptions } from '../../errors';
import { defineStep, type StepIssue } from '../define-step';
import { param } from '../param';
import { splitLostIssue } from '../split-lost';

/** Names of the inputs, which are the names of the tables in the query. */
export const sqlTables = ['a', 'b', 'c', 'd'] as const;

/** The error for a query that takes too long, whoever notices. */
export function sqlTimeLimit(title: string, seconds: number): PipelineErrorOptions {
  return {
    code: 'sql-time-limit',
    family: 'pipeline',
    place: `${title} › query`,
    seen: `a query that ran longer than ${seconds} s`,
    expected: 'an answer within the limit',
    next: 'Ask for fewer rows, look for a join without keys, or raise the limit under More settings.',
  };
}

export const sql = defineStep({
  type: 'sql',
  version: 1,
  stage: 'prepare',
  title: 'SQL',
  summary: 'Makes a table by a query in the SQL of DuckDB over the connected tables.',
  doc: `One \`SELECT\` over the tables \`a\`, \`b\`, \`c\` and \`d\`: what is connected to the input of that name. Common table expressions, window functions and, inside \`FROM\`, \`PIVOT\` with the values named by \`IN\` work. Rows come out in the order of the query, numbered anew; give it an \`ORDER BY\` where the order matters.

The query reads the connected tables and nothing else: no files, no network, no settings, no other database. It may use the functions of DuckDB that look at their arguments alone (text, numbers, dates, lists, structs, JSON, aggregates, windows); others are refused by name. What makes a text of a given length says the length: at most 100,000 for \`lpad\`, \`rpad\`, \`bitstring\` and widths of \`format\` and \`printf\`, whose template is written out; at most 1,000 times for \`repeat\`. Where it is computed, write \`least(CAST(… AS INTEGER), 1000)\` around it. It ends with an error when the step takes longer than the limit, writing the result included, or more memory than its process has. A mistake is shown with its line.

Numbers become integer or number, \`DECIMAL\` becomes number, \`UUID\`, \`ENUM\` and \`TIME\` become text; cast a \`STRUCT\`, \`MAP\` or \`INTERVAL\` yourself. A whole number beyond 64 bits, NaN, infinity and a date outside the years 1 to 9999 become missing, and the log counts them. Of several targets the first stays one.

The query runs on one thread, so the same query over the same tables gives the same result, which is used again. With chance (\`random()\`, a sample) or the time (\`now()\`, \`current_date\`) in it, it runs anew each time.

Its columns are known when it has run. Marks of a split are not kept. The step cuts the feature plan: a model behind it asks for the columns that come out here.

**Example.** \`SELECT a.customer, count(*) AS orders, max(b.price) AS dearest FROM a JOIN b USING (product) GROUP BY ALL ORDER BY customer\``,
  synonyms: ['query', 'select', 'duckdb', 'code', 'custom', 'join', 'group by'],
  icon: 'square-terminal',
  params: z.object({
    query: param(z.string().max(20_000).default('SELECT *\nFROM a'), { title: 'Query', widget: 'sql' }),
    seconds: param(z.int().min(1).max(3600).default(300), {
      title: 'Stop after',
      unit: 'seconds',
      advanced: true,
    }),
  }),
  inputs: {
    a: { type: 'Table', title: 'Table a' },
    b: { type: 'Table', title: 'Table b', optional: true },
    c: { type: 'Table', title: 'Table c', optional: true },
    d: { type: 'Table', title: 'Table d', optional: true },
  },
  outputs: { table: { type: 'Table', title: 'Result' } },
  flags: { changesRowCount: true, deterministic: true, ownProcess: true, foreignCode: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 5e5, megabytes: 512 + rows / 5e3 }),
  ownLimit: ({ seconds }, title) => ({ seconds, error: sqlTimeLimit(title, seconds) }),
  describe: (params) => params.query.replaceAll(/\s+/g, ' ').trim().slice(0, 60) || 'No query yet',
  untraceable: 'Rows cannot be followed through SQL: a query does not say which rows its own were made of.',
  inferSchema(params, inputs) {
    const issues: StepIssue[] = sqlTables.flatMap((name) =>
      splitLostIssue(inputs[name] ?? [], name, 'A query does not keep the marks of rows'),
    );
    if (params.query.trim() === '') {
      const message = 'There is no query yet. Write a SELECT over the tables a to d.';
      issues.unshift({ code: 'no-query', severity: 'error', message, param: 'query' });
    }
    const reason = 'The columns of the query are known when it has run.';
    return { outputs: { table: { kind: 'needs-run', reason } }, issues };
  },
});
