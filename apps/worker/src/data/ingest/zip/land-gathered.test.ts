import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parquetRelation } from '../../sql-text';
import { scratchSession } from '../../testing/scratch';
import { landFile } from '../land-file';
import type { LandInner } from '../landed';
import { refuseFile } from '../refuse-file';
import { codesOf, landing, typesOf } from '../testing/landing';
import { type MadeEntry, makeZip } from '../testing/make-zip';
import { landZipTables } from './land-zip-tables';
import { listZip } from './zip-archive';

const { land, made, root } = landing('gathered');
const session = scratchSession(root);
const file = (name: string, content: string | Uint8Array): MadeEntry => ({ name, content });

/** Lands objects of a bucket as a source gathers them. */
const gathered = (entries: MadeEntry[], format: 'csv' | 'ndjson' | null = null) =>
  land(made('2 objects.zip', makeZip(entries)), { gathered: { format } });

const lost = { code: 'lost', seen: 'nothing any more', expected: 'the file', next: 'Put it there again.' };

let count = 0;
/** The same with another way to land what is in them, and the first cells of the rows. */
async function landedBy(entries: MadeEntry[], landInner: LandInner) {
  const path = made('objects.zip', makeZip(entries));
  const folder = join(root, `by-${count++}`);
  mkdirSync(folder);
  const tables = await listZip({ path, name: 'objects.zip' });
  const options = { session, path, name: 'objects.zip', folder, gathered: { format: null } };
  const { table, report } = await landZipTables(options, { tables, companions: [], landInner });
  const found = await session.query(`SELECT id FROM ${parquetRelation(table)} ORDER BY __row`);
  return { rows: found.map(({ id }) => String(id)), report };
}

describe('landing the objects of a bucket', () => {
  it('takes the columns of all where they differ, and says which lack one', async () => {
    const result = await gathered([
      file('morning.csv', 'id,amount\n1,2.5\n2,3.5\n'),
      file('noon.csv', 'id,currency\n3,EUR\n'),
    ]);
    expect(typesOf(result)).toEqual({ id: 'integer', amount: 'number', currency: 'text', file: 'text' });
    expect(result.rows).toEqual([
      { id: '1', amount: 2.5, currency: null, file: 'morning.csv' },
      { id: '2', amount: 3.5, currency: null, file: 'morning.csv' },
      { id: '3', amount: null, currency: 'EUR', file: 'noon.csv' },
    ]);
    expect(result.meta.columns.map(({ missing }) => Math.round((missing ?? 0) * 3))).toEqual([0, 1, 2, 0]);
    expect(result.report.notes.filter(({ code }) => code === 'lacking-column').map(({ message }) => message)).toEqual([
      '1 of 2 files have no column "amount", such as noon.csv: its cells are missing there.',
      '1 of 2 files have no column "currency", such as morning.csv: its cells are missing there.',
    ]);
  });

  it('takes names that differ in case alone for one column, spelled as it is first', async () => {
    const result = await gathered([
      file('morning.csv', 'ID,Amount\n1,2.5\n'),
      file('noon.csv', 'amount,id\n3.5,2\n'),
      file('night.csv', 'id,AMOUNT\nx3,much\n'),
    ]);
    expect(result.rows).toEqual([
      { ID: '1', Amount: '2.5', file: 'morning.csv' },
      { ID: '2', Amount: '3.5', file: 'noon.csv' },
      { ID: 'x3', Amount: 'much', file: 'night.csv' },
    ]);
    expect(typesOf(result)).toEqual({ ID: 'text', Amount: 'text', file: 'text' });
    const notes = result.report.notes.filter(({ code }) => code === 'mixed-types' || code === 'lacking-column');
    expect(notes.map(({ message }) => message)).toEqual([
      'The files disagree on the type of "ID"; it is kept as text.',
      'The files disagree on the type of "Amount"; it is kept as text.',
    ]);
  });

  it('finds a column again whose name has another case beyond plain letters', async () => {
    const result = await gathered([file('a.csv', 'Übung,n\n1,1\n'), file('b.csv', 'übung,n\n2,2\n')]);
    expect(result.rows).toEqual([
      { Übung: '1', n: '1', file: 'a.csv' },
      { Übung: '2', n: '2', file: 'b.csv' },
    ]);
  });

  it('lists what cannot be read as rejected and lands the rest, types mended among those', async () => {
    const result = await gathered([
      file('a.csv', 'id\n1\n'),
      file('broken.parquet', 'PAR1 and no more'),
      file('empty.csv', ''),
      file('b.csv', 'id\nx\n'),
    ]);
    expect(result.rows).toEqual([
      { id: '1', file: 'a.csv' },
      { id: 'x', file: 'b.csv' },
    ]);
    expect(codesOf(result)).toContain('mixed-types');
    expect(result.report).toMatchObject({ rejectedCount: 2 });
    expect(result.report.rejected.map(({ line, reason, text }) => [line, reason, text])).toEqual([
      [2, 'unreadable-file', 'broken.parquet'],
      [3, 'unreadable-file', 'empty.csv'],
    ]);
  });

  it('lets each unpack to what it may alone: how many come together is no fault of the last', async () => {
    const entries = ['a.csv', 'b.csv', 'c.csv'].map((name, at) => file(name, `id\n${at}\n`));
    const { rows, report } = await landedBy(entries, async (options) => {
      options.budget?.take(2 ** 29); // as a packed file does: three times half of what one may
      return landFile(options);
    });
    expect(rows).toEqual(['0', '1', '2']);
    expect(report.rejectedCount).toBe(0);
  });

  it('keeps the rows of each where one cannot be read the second time', async () => {
    const entries = ['x.csv', 'a.csv', 'y.csv', 'z.csv'].map((name) =>
      file(name, `id\n${name.startsWith('a') ? '1' : name}\n`),
    );
    const { rows, report } = await landedBy(entries, async (options) => {
      if (options.asText !== undefined) throw refuseFile({ ...lost, name: options.name });
      return landFile(options);
    });
    expect(rows).toEqual(['x.csv', 'y.csv', 'z.csv']);
    expect(report.rejected.map(({ text }) => text)).toEqual(['a.csv']);
  });

  it('fails and names them where none can be read and there are no columns for an empty batch', async () => {
    const landing = gathered([file('a.parquet', 'PAR1'), file('b.csv', '')]);
    await expect(landing).rejects.toThrow(/^None of the 2 new objects can be read: a\.parquet \(.+\), b\.csv \(.+\)\./);
    await expect(landing).rejects.toMatchObject({ report: { code: 'nothing-readable' } });
  });

  it('becomes an empty batch that lists them where none can be read and earlier ones have landed', async () => {
    const columns = [
      { name: 'id', type: 'integer' as const },
      { name: 'file', type: 'text' as const },
    ];
    const objects = makeZip([file('a.parquet', 'PAR1'), file('b.csv', '')]);
    const result = await land(made('2 objects.zip', objects), { gathered: { format: null, columns } });
    expect(result.rows).toEqual([]);
    expect(typesOf(result)).toEqual({ id: 'integer', file: 'text' });
    expect(result.meta.rows).toBe(0);
    expect(result.report).toMatchObject({ rows: 0, rejectedCount: 2 });
    expect(result.report.rejected.map(({ text }) => text)).toEqual(['a.parquet', 'b.csv']);
    expect(codesOf(result)).toEqual(['nothing-readable']);
  });

  it('reads files without an ending, packed or not, as the source says', async () => {
    const line = '{"id":1}\n{"id":2}\n';
    const result = await gathered([file('part-0', line), file('part-1', gzipSync(line))], 'ndjson');
    expect(result.rows).toEqual([
      { id: '1', file: 'part-0' },
      { id: '2', file: 'part-0' },
      { id: '1', file: 'part-1' },
      { id: '2', file: 'part-1' },
    ]);
  });

  it('becomes a table of files where the objects are no tables', async () => {
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100, 7)]);
    const result = await gathered([file('cats/1.png', png), file('dogs/2.png', png)]);
    expect(result.rows).toMatchObject([
      { path: 'cats/1.png', label: 'cats' },
      { path: 'dogs/2.png', label: 'dogs' },
    ]);
  });
});
