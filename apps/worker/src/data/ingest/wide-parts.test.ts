import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { landFile } from './land-file';

const folder = scratchFolder('wide-parts');
const session = scratchSession(folder);

it('writes a wide table anew where its parts do not fit together, and says so', async () => {
  const names = Array.from({ length: 252 }, (_, at) => `c${at}`);
  const line = (row: number) => names.map((_, at) => `${row}${at % 2 === 0 ? '' : 'x'}`).join(',');
  const path = join(folder, 'wide.csv');
  const rows = 2100; // more than a group of the second part
  writeFileSync(path, `${[names.join(','), ...Array.from({ length: rows }, (_, row) => line(row))].join('\n')}\n`);
  const run = session.run.bind(session);
  const spy = vi.spyOn(session, 'run').mockImplementation((sql, ...rest) => {
    const other = sql.includes("table.parquet.1'") ? sql.replace(/ROW_GROUP_SIZE \d+/, 'ROW_GROUP_SIZE 2048') : sql;
    return run(other, ...rest);
  });
  const log = vi.fn();
  const landed = await landFile({ session, folder, path, name: 'wide.csv', exact: true, log });
  spy.mockRestore();
  expect(log.mock.calls).toEqual([['debug', expect.stringContaining('not grouped alike')]]);
  expect(landed.meta).toMatchObject({ rows });
  expect(landed.meta.columns).toHaveLength(names.length);
}, 120_000);
