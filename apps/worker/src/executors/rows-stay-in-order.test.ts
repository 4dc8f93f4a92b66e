import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { parquetRelation } from '../data/sql-text';
import { datasetMeta } from '../data/table-meta';
import { tableOutputs, writeTable } from '../data/table-store';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { type StepResult, StepRunner, store } from './testing/run-steps';

const root = scratchFolder('order');
const session = scratchSession(root);
const runner = new StepRunner(root);
const columns = [
  { name: 'n', type: 'integer', sqlType: 'BIGINT', role: 'feature' },
  { name: 'word', type: 'text', sqlType: 'VARCHAR', role: 'feature' },
] as const satisfies StoredColumn[];

async function tableFrom(name: string, stored: readonly StoredColumn[], query: string): Promise<StepResult> {
  const folder = join(root, name);
  mkdirSync(folder);
  const written = await writeTable(session, { query, path: join(folder, 'table.parquet'), columns: stored });
  const artifacts = await Promise.all(tableOutputs('table', written.path, datasetMeta(written)).map(store));
  return {
    outputs: Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact])),
    events: [],
    logs: [],
    folder,
  };
}

/** Words that are cheap to tell from each other at the end of the table and dear at its begin: threads end out of turn. */
function tableOf(where: string): Promise<StepResult> {
  const query = `SELECT i AS __row, i AS n, 'word ' || (i % 97) AS word FROM range(1200000) t(i) WHERE ${where}`;
  return tableFrom(`table-${where.length}`, columns, query);
}
const whole = tableOf('true');
const some = tableOf('hash(i) % 20 > 0');

const many = Array.from({ length: 97 }, (_, at) => `'word ${at}'`);
const steps: [string, JsonObject, string][] = [
  ['replace-values', { rules: [{ column: 'word', from: 'nothing', to: 'something' }] }, `word = 'word ' || (n % 97)`],
  ['encode-categories', { columns: ['word'], method: 'frequency' }, 'abs(word * 97 - 1) < 0.01'],
  ['encode-categories', { columns: ['word'], method: 'ordinal' }, `word BETWEEN 0 AND 96`],
  [
    'formula-column',
    { name: 'known', formula: `if(word in (${many.slice(0, 40).join(', ')}), n % 97, -1)` },
    'known = CASE WHEN n % 97 < 40 THEN n % 97 ELSE -1 END',
  ],
  [
    'formula-column',
    { name: 'found', formula: `lookup(word, {${many.map((word, at) => `${word}: ${at}`).join(', ')}}, -1)` },
    'found = n % 97',
  ],
];

it.each(steps.flatMap(([type, params, right]) => [whole, some].map((table) => [type, params, right, table] as const)))(
  '%s %j keeps each cell beside the others of its row, and rows in their order',
  async (type, params, right, table) => {
    const inputs: Record<string, [StepResult, string][]> = { table: [[await table, 'table']] };
    for (let round = 0; round < 3; round++) {
      const { outputs } = await runner.run(type, { params, inputs });
      const made = parquetRelation(outputs.table?.path ?? '');
      const found = await session.numbers(
        `SELECT count(*) FILTER (NOT (${right}) OR __row <> n) AS wrong, count(*) FILTER (__row <= before) AS moved
           FROM (SELECT *, lag(__row) OVER () AS before FROM ${made})`,
      );
      expect(found).toEqual({ wrong: 0, moved: 0 });
    }
  },
  60_000,
);

it('lookup-features leaves the rows of a sorted table where they are', async () => {
  const shape = {
    keys: [{ name: 'customer', type: 'integer' }],
    features: [{ name: 'spend', type: 'number' }],
    ttlSeconds: null,
  };
  const history = await tableFrom(
    'history',
    [
      { name: 'customer', type: 'integer', sqlType: 'BIGINT', role: 'id' },
      { name: 'day', type: 'timestamp', sqlType: 'TIMESTAMP', role: 'time' },
      { name: 'spend', type: 'number', sqlType: 'DOUBLE', role: 'feature' },
    ],
    `SELECT i AS __row, i AS customer, TIMESTAMP '2020-01-01' AS day, CAST(i * 2 AS DOUBLE) AS spend FROM range(97) t(i)`,
  );
  const published = await runner.run('publish-features', {
    params: { view: 'spending', knownSince: 'day' },
    inputs: { table: [[history, 'table']] },
  });
  const orders = await tableFrom(
    'orders',
    [
      { name: 'customer', type: 'integer', sqlType: 'BIGINT', role: 'id' },
      { name: 'asked', type: 'timestamp', sqlType: 'TIMESTAMP', role: 'time' },
    ],
    `SELECT i AS __row, i % 97 AS customer, TIMESTAMP '2026-01-01' AS asked FROM range(300000) t(i) ORDER BY i DESC`,
  );
  const { outputs } = await runner.run('lookup-features', {
    params: { view: 'spending' },
    inputs: { table: [[orders, 'table']] },
    view: { shape, versions: [published] },
  });
  const made = parquetRelation(outputs.table?.path ?? '');
  const found = await session.numbers(
    `SELECT count(*) AS rows, count(*) FILTER (spend IS DISTINCT FROM __row % 97 * 2) AS wrong,
        count(*) FILTER (__row >= before) AS moved FROM (SELECT *, lag(__row) OVER () AS before FROM ${made})`,
  );
  expect(found).toEqual({ rows: 300_000, wrong: 0, moved: 0 });
}, 60_000);
