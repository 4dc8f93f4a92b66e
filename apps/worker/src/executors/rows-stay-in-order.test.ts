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

/** Words that are cheap to tell from each other at the end of the table and dear at its begin: threads end out of turn. */
async function tableOf(where: string): Promise<StepResult> {
  const folder = join(root, `table-${where.length}`);
  mkdirSync(folder);
  const query = `SELECT i AS __row, i AS n, 'word ' || (i % 97) AS word FROM range(1200000) t(i) WHERE ${where}`;
  const written = await writeTable(session, { query, path: join(folder, 'table.parquet'), columns });
  const artifacts = await Promise.all(tableOutputs('table', written.path, datasetMeta(written)).map(store));
  return {
    outputs: Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact])),
    events: [],
    logs: [],
    folder,
  };
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
