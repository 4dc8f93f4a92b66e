import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { parquetRelation } from '../data/sql-text';
import { datasetMeta } from '../data/table-meta';
import { tableOutputs, writeTable } from '../data/table-store';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import type { StepPart } from './executor';
import { countParts } from './testing/count-parts';
import { type StepResult, StepRunner, store } from './testing/run-steps';

const root = scratchFolder('parts');
const session = scratchSession(root);
const runner = new StepRunner(root);
const columns = [
  { name: 'x', type: 'number', sqlType: 'DOUBLE', role: 'feature' },
  { name: 'word', type: 'text', sqlType: 'VARCHAR', role: 'feature' },
] as const satisfies StoredColumn[];

async function tableOf(rows: number): Promise<StepResult> {
  const folder = join(root, `table-${rows}`);
  mkdirSync(folder);
  const query = `SELECT i AS __row, CASE WHEN hash(i) % 20 > 0 THEN sin(i) END AS x, 'word ' || hash(i) % 900 AS word FROM range(${rows}) t(i)`;
  const written = await writeTable(session, { query, path: join(folder, 'table.parquet'), columns });
  const artifacts = await Promise.all(tableOutputs('table', written.path, datasetMeta(written)).map(store));
  const outputs = Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact]));
  return { outputs, events: [], logs: [], folder };
}

async function run(type: string, params: JsonObject, from: StepResult) {
  const parts: StepPart[] = [];
  const inputs: Record<string, [StepResult, string][]> = { table: [[from, 'table']] };
  const result = await runner.run(type, { params, inputs, part: (part) => parts.push(part) });
  return { result, parts };
}

it('are told as they begin, and a table that lost rows is taken over like any other', async () => {
  const filtered = await run('filter-rows', { condition: 'x > -0.9 or is_null(x)' }, await tableOf(1_000_000));
  expect(filtered.parts).toEqual(['write']);
  const grown = await run('formula-column', { name: 'more', formula: 'x + 1' }, filtered.result);
  expect(grown.parts).toEqual(['make', 'splice']);
  const filled = await run('impute-missing', { columns: ['x'] }, grown.result);
  expect(filled.parts).toEqual(['learn', 'make', 'splice']);
  expect(filled.result.logs.join('\n')).not.toContain('written anew');
}, 60_000);

it('tell that a table in groups of its own is packed once, too', async () => {
  const table = await tableOf(300_000);
  const path = table.outputs.table?.path ?? '';
  const grouped = `${path}.grouped`;
  await session.run(
    `COPY (SELECT * FROM ${parquetRelation(path)}) TO '${grouped}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`,
  );
  const artifact = await store({ port: 'table', kind: 'table', path: grouped });
  const other = { ...table, outputs: { ...table.outputs, table: artifact } };
  const { parts, result } = await run('formula-column', { name: 'more', formula: 'x + 1' }, other);
  expect(parts).toEqual(['make', 'splice']);
  expect(result.logs.join('\n')).not.toContain('written anew');
});

it('sum up to all work since it was begun to be counted', () => {
  const before = process.cpuUsage();
  const count = countParts();
  const work = () => Array.from({ length: 2e6 }, (_, at) => Math.sin(at)).length;
  for (const part of ['make', 'splice', 'put']) {
    work();
    count.begin(part);
  }
  const { parts, isTwice } = count.end();
  const { user, system } = process.cpuUsage(before);
  const told = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  expect(Object.keys(parts)).toEqual(['open', 'make', 'splice', 'put']);
  expect(told).toBeGreaterThan(0.9 * ((user + system) / 1000));
  expect(told).toBeLessThanOrEqual((user + system) / 1000 + 1);
  expect(isTwice).toBe(false);
});
