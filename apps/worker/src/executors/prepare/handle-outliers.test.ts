import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';

const root = scratchFolder('outliers');
const session = scratchSession(root);
const runner = new StepRunner(root);
const far = 20_000_000_000_000_000; // beyond 2^53

/** Clips a column of whole numbers, the last row of which is no train row. */
async function clipped(name: string, cells: number[]): Promise<string[]> {
  const folder = join(root, name);
  mkdirSync(folder);
  const columns = [{ name: 'n', type: 'integer' as const, role: 'feature' as const }];
  const rows = cells.map((cell): Json[] => [cell]);
  const parts = cells.map((_, at) => (at === cells.length - 1 ? ('test' as const) : ('train' as const)));
  const table = await makeTable(session, folder, { columns, rows, parts, repeat: 1 });
  const result = await runner.run('handle-outliers', { inputs: { table: [[table, 'table']] } });
  const found = await session.query(
    `SELECT n FROM ${parquetRelation(result.outputs.table?.path ?? '')} ORDER BY __row`,
  );
  return found.map((row) => String(row.n));
}

it('leaves a column without a bound as it is, whatever whole numbers it holds', async () => {
  expect(await clipped('same', [5, 5, 5, far])).toEqual(['5', '5', '5', String(far)]);
});

it('refuses whole numbers that cannot be compared where there is a bound', async () => {
  await expect(clipped('bound', [1, 2, 3, far])).rejects.toThrow('1 whole number beyond 9,007,199,254,740,991');
});
