import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VARCHAR } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { openDuckSession } from '../duckdb';
import { scratchFolder } from '../testing/scratch';
import { RowParts } from './row-parts';

const root = scratchFolder('row-parts');

describe('rows that are computed here', () => {
  it('become a table although together they are larger than the memory', async () => {
    const folder = join(root, 'rows');
    mkdirSync(folder);
    const session = openDuckSession({ folder, memoryMegabytes: 64, threads: 1, readOnlyFolders: [] });
    try {
      const parts = new RowParts(session, folder, [
        { stored: { name: 'text', type: 'text', role: 'feature', sqlType: 'VARCHAR' }, type: VARCHAR },
      ]);
      for (let at = 0; at < 40; at++) {
        const cells = Array.from({ length: 8 }, (_, row) => `${at} ${row}`.padEnd(2 ** 20, 'x'));
        await parts.add([cells], { rows: 8, bytes: 8 * 2 ** 20 });
      }
      const path = join(folder, 'table.parquet');
      expect((await parts.finish(path)).rows).toBe(320);
      const lengths = `SELECT count(*)::INTEGER AS n, sum(length("text"))::DOUBLE AS of FROM read_parquet('${path}')`;
      expect(await session.query(lengths)).toEqual([{ n: 320, of: 320 * 2 ** 20 }]);
    } finally {
      await session.close();
    }
  });
});
