import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'vitest';
import { openDuckSession } from '../../duckdb';
import { parquetRelation } from '../../sql-text';
import { scratchFolder } from '../../testing/scratch';
import { landFile } from '../land-file';
import type { Landed, LandOptions } from '../landed';

export type LandedRows = Landed & { rows: Record<string, unknown>[] };

/** Lands files in a folder that goes with the test file, and reads back the first 5,000 rows. */
export function landing(folderName: string) {
  const root = scratchFolder(folderName);
  let count = 0;
  async function landOnce(path: string, options: Partial<LandOptions>): Promise<LandedRows> {
    const folder = join(root, String(count++));
    mkdirSync(folder);
    const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2, readOnlyFolders: [dirname(path)] });
    try {
      const landed = await landFile({ session, path, name: basename(path), folder, ...options });
      const rows = await session.query(`SELECT * FROM ${parquetRelation(landed.table)} LIMIT 5000`);
      return { ...landed, rows };
    } finally {
      session.close();
    }
  }
  return {
    root,
    /** A text file is landed both ways, which must agree in every row and word. */
    async land(path: string, options: Partial<LandOptions> = {}): Promise<LandedRows> {
      const landed = await landOnce(path, options);
      const isText = landed.report.format === 'csv' || landed.report.format === 'tsv';
      // Wide tables go the exact way anyhow, slowly.
      if (isText && options.exact === undefined && landed.meta.columns.length <= 200) {
        const exact = await landOnce(path, { ...options, exact: true });
        const { table: _quick, ...seen } = landed;
        const { table: _exact, ...expected } = exact;
        expect(seen).toEqual(expected);
      }
      return { ...landed, rows: landed.rows.map(({ __row, ...cells }) => cells) };
    },
    made(name: string, content: string | Uint8Array): string {
      const folder = join(root, `in${count++}`);
      mkdirSync(folder, { recursive: true });
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

export const typesOf = (result: Landed) =>
  Object.fromEntries(result.meta.columns.map(({ name, type }) => [name, type]));
export const codesOf = (result: Landed) => result.report.notes.map(({ code }) => code);
