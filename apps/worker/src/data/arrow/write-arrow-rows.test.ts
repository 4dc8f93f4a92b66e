import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { writeArrowRows } from './write-arrow-rows';

const folder = scratchFolder('arrow-rows');
const session = scratchSession(folder);
let count = 0;

/** The table as a reader gets it; the engine hands over 2,048 rows at a time. */
async function written(rows: number, cell: string, column: Pick<StoredColumn, 'type' | 'sqlType'>) {
  const path = join(folder, `${count++}.arrow`);
  const source = `(SELECT i AS __row, ${cell} AS x FROM range(${rows}) t(i))`;
  await writeArrowRows(session, {
    path,
    columns: [{ name: 'x', role: 'feature', ...column }],
    select: (cells) => `SELECT ${cells} FROM ${source} ORDER BY __row`,
  });
  return tableFromIPC(readFileSync(path));
}

describe('writeArrowRows', () => {
  it('begins a new batch by what is in the texts of lists', async () => {
    const cell = "[repeat('a', 3000), i::VARCHAR, repeat('b', 3000)]";
    const table = await written(4096, cell, { type: 'list', sqlType: 'VARCHAR[]' });
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([2048, 2048]);
    const [first, last] = [0, 4095].map((row) => [...(table.getChild('x')?.get(row) ?? [])]);
    expect([first?.[1], last?.[1], last?.[2]]).toEqual(['0', '4095', 'b'.repeat(3000)]);
  });

  it('begins a new batch by the entries of sparse cells', async () => {
    const cell = '{i: [n::INTEGER FOR n IN range(300)], v: [(i + n)::DOUBLE FOR n IN range(300)]}';
    const column = { type: 'sparse', sqlType: 'STRUCT(i INTEGER[], v DOUBLE[])' } as const;
    const table = await written(4096, cell, column);
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([2048, 2048]);
    const last = table.getChild('x')?.get(4095);
    expect([...(last?.i ?? [])].slice(-2)).toEqual([298, 299]);
    expect([...(last?.v ?? [])].slice(-2)).toEqual([4095 + 298, 4095 + 299]);
  });

  it('keeps many short rows in one batch', async () => {
    const table = await written(6000, "'text ' || i", { type: 'text', sqlType: 'VARCHAR' });
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([6000]);
    expect(table.getChild('x')?.get(5999)).toBe('text 5999');
  });
});
