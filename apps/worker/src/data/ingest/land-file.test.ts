import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDuckSession } from '../duckdb';
import { referenceData } from '../testing/scratch';
import { codesOf, type LandedRows, landing, typesOf } from './testing/landing';

const { root, land, made } = landing('land');

describe('landFile on CSV', () => {
  it('types columns and keeps rows in order', async () => {
    const result = await land(
      made(
        'a.csv',
        'id,price,day,at,ok,name\n1,1.5,2024-02-29,2024-02-29 10:00:00,true,Ann\n2,3,2024-03-01,2024-03-01T11:30:00Z,false,"B, C"\n',
      ),
    );
    expect(typesOf(result)).toEqual({
      id: 'integer',
      price: 'number',
      day: 'date',
      at: 'timestamp',
      ok: 'boolean',
      name: 'text',
    });
    expect(result.rows[1]).toMatchObject({ id: '2', price: 3, day: '2024-03-01', ok: false, name: 'B, C' });
    expect(result.report).toMatchObject({ rows: 2, rejectedCount: 0, badCellCount: 0, notes: [] });
  });

  it('rejects ragged rows with line and reason, and keeps the rest', async () => {
    const result = await land(made('ragged.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n"x\ny",1,2\n13,14,15\n'));
    expect(result.report.rejected).toMatchObject([
      { line: 3, reason: 'too-few-cells', text: '4,5' },
      { line: 4, reason: 'too-many-cells', text: '6,7,8,9' },
    ]);
    expect(result.rows.map((row) => row.a)).toEqual(['1', '10', 'x\ny', '13']);
  });

  it('loses one line to a stray quote, not the rest of the file', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `${index},text`);
    lines[50] = '50,"never closed';
    const result = await land(made('quote.csv', `n,t\n${lines.join('\n')}\n`));
    expect(result.meta.rows).toBe(199);
    expect(result.report.rejected).toMatchObject([{ line: 52, reason: 'unclosed-quote', text: '50,"never closed' }]);
  });

  it('makes duplicate names unique, without regard to case, and says so', async () => {
    const result = await land(made('names.csv', 'a,A,a_2,a,,__row,__AT\n1,2,3,4,5,6,7\n'));
    expect(Object.keys(typesOf(result))).toEqual(['a', 'A_3', 'a_2', 'a_4', 'column_5', '_row', '_AT']);
    expect(codesOf(result)).toEqual([
      'duplicate-name',
      'duplicate-name',
      'unnamed-column',
      'reserved-name',
      'reserved-name',
    ]);
  });

  it('refuses an empty file and accepts a header alone', async () => {
    await expect(land(made('empty.csv', ''))).rejects.toMatchObject({
      report: { code: 'empty-file', family: 'pipeline' },
    });
    await expect(land(made('blank.csv', '\n\n'))).rejects.toMatchObject({ report: { code: 'empty-file' } });
    const header = await land(made('header.csv', 'a,b,c\n'));
    expect(header.meta).toMatchObject({ rows: 0, columns: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
  });

  it('reads a single byte as a header', async () => {
    const result = await land(made('one.csv', 'x'));
    expect(result.meta).toMatchObject({ rows: 0, columns: [{ name: 'x', type: 'text' }] });
  });

  it('keeps identifiers with leading zeros and wide integers as text', async () => {
    const result = await land(made('ids.csv', 'zip,wide,n\n08123,12345678901234567890,1\n90210,1,2\n'));
    expect(typesOf(result)).toEqual({ zip: 'text', wide: 'text', n: 'integer' });
    expect(result.rows[0]).toMatchObject({ zip: '08123', wide: '12345678901234567890' });
  });

  it('reads blanks, NA and NaN as missing, whatever the column', async () => {
    const result = await land(made('na.csv', 'n,t\n1,a\nNA,NA\nNaN,\n ,"  "\n?,b\n'));
    expect(typesOf(result)).toEqual({ n: 'integer', t: 'text' });
    expect(result.rows).toEqual([
      { n: '1', t: 'a' },
      { n: null, t: null },
      { n: null, t: null },
      { n: null, t: null },
      { n: null, t: 'b' },
    ]);
    expect(result.report.badCellCount).toBe(0);
  });

  it('reports a few cells that do not fit a long column and keeps its type', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => (index === 700 ? 'oops' : String(index)));
    const result = await land(made('bad.csv', `n\n${lines.join('\n')}\n`));
    expect(typesOf(result)).toEqual({ n: 'integer' });
    expect(result.report).toMatchObject({
      badCellCount: 1,
      badCells: [{ line: 702, row: 700, column: 'n', text: 'oops' }],
    });
    expect(codesOf(result)).toEqual(['bad-cells']);
  });

  it('turns a short mixed column into text instead of losing cells', async () => {
    const result = await land(made('mixed.csv', 'n\n1\n2\nmany\n'));
    expect(typesOf(result)).toEqual({ n: 'text' });
    expect(result.rows.map((row) => row.n)).toEqual(['1', '2', 'many']);
  });

  it.each([
    ['utf-8 with byte order mark', Buffer.from('\ufeffname,n\nZoë,1\n', 'utf8'), 'utf-8'],
    ['UTF-16 little endian', Buffer.from('\ufeffname,n\nZoë,1\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 big endian', Buffer.from('\ufeffname,n\nZoë,1\n', 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', Buffer.from('name,n\nZoë,1\n', 'latin1'), 'windows-1252'],
  ])('reads %s', async (_title, bytes, encoding) => {
    const result = await land(made('encoded.csv', bytes));
    expect(result.report.encoding).toBe(encoding);
    expect(result.rows).toEqual([{ name: 'Zoë', n: '1' }]);
    expect(codesOf(result).includes('encoding-guessed')).toBe(encoding === 'windows-1252');
  });

  it('finds semicolons, tabs and decimal commas', async () => {
    const german = await land(made('de.csv', 'name;preis\nA;1.234,5\nB;2,25\n'));
    expect(german.rows).toEqual([
      { name: 'A', preis: 1234.5 },
      { name: 'B', preis: 2.25 },
    ]);
    expect(codesOf(german)).toEqual(['decimal-comma']);
    const tabs = await land(made('t.tsv', 'a\tb\n1\tx, y\n'));
    expect(tabs.rows).toEqual([{ a: '1', b: 'x, y' }]);
  });

  it('reads 1,000 columns', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    const rows = Array.from({ length: 20 }, (_, row) =>
      names.map((_name, column) => (column % 2 === 0 ? row * column : `t${row}`)).join(','),
    );
    const result = await land(made('wide.csv', `${names.join(',')}\n${rows.join('\n')}\n`));
    expect(result.meta.columns).toHaveLength(1000);
    expect(result.rows[19]).toMatchObject({ c998: String(19 * 998), c999: 't19' });
  });

  it('writes the same bytes for the same file', async () => {
    const text = `a,b\n${Array.from({ length: 3000 }, (_, index) => `${index},${index % 7}`).join('\n')}\n`;
    const first = await land(made('same.csv', text));
    const second = await land(made('same.csv', text));
    expect(readFileSync(first.table).equals(readFileSync(second.table))).toBe(true);
  });

  it.each([
    ['PK\x03\x04zip', 'unreadable-zip'],
    ['%PDF-1.7', 'unsupported-format'],
    ['\x1f\x8bgzip', 'unreadable-gzip'],
  ])('refuses %j by name', async (start, code) => {
    await expect(land(made('t.csv', Buffer.from(start, 'latin1')))).rejects.toMatchObject({ report: { code } });
  });
});

describe('landFile on JSON and Parquet', () => {
  it('reads an array of objects, nested values as JSON text', async () => {
    const result = await land(
      made(
        'a.json',
        JSON.stringify([
          { id: 1, zip: '123', tag: ['x'] },
          { id: 2.5, zip: '9', more: true },
        ]),
      ),
    );
    expect(typesOf(result)).toEqual({ id: 'number', zip: 'text', tag: 'text', more: 'boolean' });
    expect(result.rows).toEqual([
      { id: 1, zip: '123', tag: '["x"]', more: null },
      { id: 2.5, zip: '9', tag: null, more: true },
    ]);
  });

  it('rejects NDJSON lines that are no objects', async () => {
    const result = await land(made('a.ndjson', '{"a":1}\nnot json\n[1]\n\n{"a":2}\n'));
    expect(result.rows).toEqual([{ a: '1' }, { a: '2' }]);
    expect(result.report.rejected).toMatchObject([
      { line: 2, reason: 'not-json' },
      { line: 3, reason: 'not-json' },
    ]);
  });

  it('refuses JSON without rows', async () => {
    await expect(land(made('b.json', '{"a":'))).rejects.toMatchObject({ report: { code: 'not-json' } });
    await expect(land(made('b.json', '[]'))).rejects.toMatchObject({ report: { code: 'empty-file' } });
  });

  it('reads what is no number in Parquet as missing', async () => {
    const folder = join(root, 'parquet-nan');
    mkdirSync(folder);
    const session = openDuckSession({ folder, memoryMegabytes: 512, threads: 1 });
    const path = join(folder, 'nan.parquet');
    await session.run(
      `COPY (SELECT unnest(['1.5', 'nan', 'infinity', '-infinity', NULL]::DOUBLE[]) AS d, unnest(['nan', '2.5', NULL, '3', '4']::FLOAT[]) AS f) TO '${path}' (FORMAT parquet)`,
    );
    session.close();
    const result = await land(path);
    expect(result.rows.map(({ d }) => d)).toEqual([1.5, null, null, null, null]);
    expect(result.rows.map(({ f }) => f)).toEqual([null, 2.5, null, 3, 4]);
    expect(result.meta.columns).toMatchObject([{ missing: 0.8 }, { missing: 0.4, sqlType: 'FLOAT' }]);
  });

  it('reads Parquet and refuses a broken one', async () => {
    const folder = join(root, 'parquet');
    mkdirSync(folder);
    const session = openDuckSession({ folder, memoryMegabytes: 512, threads: 1 });
    const path = join(folder, 'p.parquet');
    await session.run(
      `COPY (SELECT 1::INTEGER AS i, 0.1::FLOAT AS f, 0.1::DECIMAL(9,2) AS d, 'x' AS t, [1.5::DOUBLE] AS v, {'a': 1} AS s, 18446744073709551615::UBIGINT AS u) TO '${path}' (FORMAT parquet)`,
    );
    session.close();
    const result = await land(path);
    expect(typesOf(result)).toEqual({
      i: 'integer',
      f: 'number',
      d: 'number',
      t: 'text',
      v: 'vector',
      s: 'text',
      u: 'text',
    });
    expect(result.rows).toMatchObject([{ i: '1', d: 0.1, s: '{"a":1}', u: '18446744073709551615' }]);
    expect(result.meta.columns[1]).toMatchObject({ float32: true, sqlType: 'FLOAT' });
    const cut = made('cut.parquet', readFileSync(path).subarray(0, 200));
    await expect(land(cut)).rejects.toMatchObject({ report: { code: 'unreadable-parquet' } });
  });
});

const csvCases = z
  .array(z.object({ title: z.string(), csv: z.string(), rows: z.array(z.record(z.string(), z.string())) }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../testing/fixtures/csv-cases.json'), 'utf8')));

/** Rows as csv-spectrum expects them: every cell a text, an empty one where there is none. */
function textsOf({ rows }: LandedRows): Record<string, string>[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)])),
  );
}

/** A table of 200 rows in which the hour of row 120 begins with byte 0x11. */
function withControlByte(): string {
  const lines = Array.from(
    { length: 200 },
    (_, row) => `${row === 120 ? '\u0011' : ''}${row % 24},${row * 3},day ${row}`,
  );
  return made('control-byte.csv', `hour,riders,day\n${lines.join('\n')}\n`);
}

describe('landFile on the corners of CSV', () => {
  it.each(csvCases)('reads $title', async ({ csv, rows }) => {
    const result = await land(made('case.csv', csv));
    expect(textsOf(result)).toEqual(rows);
    expect(result.report).toMatchObject({ rejectedCount: 0, badCellCount: 0 });
  });

  it('names row and column of a control byte in a number, and keeps the column a number', async () => {
    const result = await land(withControlByte());
    expect(typesOf(result)).toEqual({ hour: 'integer', riders: 'integer', day: 'text' });
    expect(result.meta.rows).toBe(200);
    expect(result.rows[120]).toEqual({ hour: null, riders: '360', day: 'day 120' });
    expect(result.report.badCells).toMatchObject([{ line: 122, row: 120, column: 'hour', text: '\u00110' }]);
    expect(result.report.badCells[0]?.message).toContain('U+0011');
  });
});

describe('landFile on reference data', () => {
  it('gives the cells of csv-spectrum', async ({ skip }) => {
    const folder = referenceData('csv-spectrum');
    if (folder === null) return skip();
    const files = readdirSync(join(folder, 'csvs'));
    expect(files).toHaveLength(11);
    for (const file of files) {
      const expected: Record<string, string>[] = JSON.parse(
        readFileSync(join(folder, 'json', file.replace('.csv', '.json')), 'utf8'),
      );
      // The reference files lost their CR on the way; what the names and the expected cells ask for is put back.
      const text = readFileSync(join(folder, 'csvs', file), 'utf8');
      const landed = await land(made(file, file.includes('crlf') ? text.replaceAll(/\r?\n/g, '\r\n') : text));
      expect(textsOf(landed), file).toEqual(expected);
    }
  });

  it('names row and column of a control byte in a number', async ({ skip }) => {
    const path = referenceData('dirty-bytes/hour_control_byte.csv');
    if (path === null) return skip();
    const result = await land(path);
    expect(typesOf(result).instant).toBe('integer');
    expect(result.meta.rows).toBe(17379);
    expect(result.report.badCells).toMatchObject([{ line: 161, row: 159, column: 'instant', text: '\u001160' }]);
    expect(result.report.badCells[0]?.message).toContain('U+0011');
  });

  it.for([
    ['bike-sharing/hour.csv', 17379, ['blank-lines'], { hr: 'integer', dteday: 'date' }],
    ['air-passengers/example_air_passengers.csv', 144, ['bare-cr'], { ds: 'date', y: 'integer' }],
    ['wine-quality/winequality-white.csv', 4898, ['empty-columns'], { quality: 'integer', density: 'number' }],
    ['telco-churn/Telco-Customer-Churn.csv', 7043, [], { TotalCharges: 'number', customerID: 'text', Churn: 'text' }],
    ['penguins/penguins.csv', 344, [], { bill_length_mm: 'number', body_mass_g: 'integer', sex: 'text' }],
    ['penguins/penguins_raw.csv', 344, [], { 'Date Egg': 'date', 'Delta 15 N (o/oo)': 'number' }],
    ['adult/adult_train.csv', 22792, [], { age: 'integer', workclass: 'text', income: 'text' }],
    ['banking77/train.csv', 10003, [], { text: 'text', category: 'text' }],
    ['met-objects/met_1000.csv', 1000, undefined, { Department: 'text' }],
    ['auto-mpg/auto-mpg.data', 392, ['no-header'], { column_1: 'number', column_9: 'text' }],
    ['yosemite-temps/example_yosemite_temps.csv', 18721, [], { ds: 'timestamp', y: 'number' }],
    ['hospital-dirty/hospital.csv', 1000, undefined, {}],
  ] as const)('reads %s', async ([file, rows, notes, types], { skip }) => {
    const path = referenceData(file);
    if (path === null) return skip();
    const result = await land(path);
    expect(result.meta.rows).toBe(rows);
    expect(result.report).toMatchObject({ rejectedCount: 0, badCellCount: 0 });
    expect(typesOf(result)).toMatchObject(types);
    if (notes !== undefined) expect(codesOf(result)).toEqual(notes);
  });

  it('skips a comment before data without header', async ({ skip }) => {
    const path = referenceData('digits/optdigits.tra');
    if (path === null) return skip();
    const result = await land(path);
    expect(result.meta.rows).toBe(2999);
    expect(result.report.rejected).toMatchObject([{ line: 1, reason: 'before-header' }]);
  });

  it('reads museum records alike from UTF-8, UTF-16 and Windows-1252', async ({ skip }) => {
    const path = referenceData('met-objects/met_1000.csv');
    if (path === null) return skip();
    const text = readFileSync(path, 'utf8');
    const utf8 = await land(path);
    const utf16 = await land(made('met16.csv', Buffer.from(`\ufeff${text}`, 'utf16le')));
    expect(utf16.rows).toEqual(utf8.rows);
  });
});
