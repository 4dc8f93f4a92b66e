import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { type DataType, Float64, Int64, makeBuilder, Table, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { referenceData } from '../../testing/scratch';
import { codesOf, landing, typesOf } from '../testing/landing';
import { type MadeEntry, makeZip } from '../testing/make-zip';

const { land, made } = landing('zip');
const zip = (...entries: MadeEntry[]) => made('up.zip', makeZip(entries));
const file = (name: string, content: string | Uint8Array): MadeEntry => ({ name, content });
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100, 7)]);

describe('landing a zip of tables', () => {
  it('puts tables of one shape below each other and names the file of each row', async () => {
    const result = await land(
      zip(
        file('2023/jan.csv', 'id,price,at\n1,2,2024-01-01\n2,3\n'),
        file('2023/feb.csv', 'price;id;at\n2,5;3;2024-02-01 10:00:00\n'),
        file('__MACOSX/._jan.csv', 'litter'),
        file('README.md', '# About'),
      ),
    );
    expect(typesOf(result)).toEqual({ id: 'integer', price: 'number', at: 'timestamp', file: 'text' });
    expect(result.rows).toEqual([
      { id: '1', price: 2, at: '2024-01-01 00:00:00', file: '2023/jan.csv' },
      { id: '3', price: 2.5, at: '2024-02-01 10:00:00', file: '2023/feb.csv' },
    ]);
    expect(result.report).toMatchObject({
      format: 'csv',
      rows: 2,
      rejectedCount: 1,
      rejected: [{ line: 3, text: '2,3' }],
    });
    expect(result.report.rejected[0]?.message).toContain('2023/jan.csv: Line 3');
    expect(result.report.notes[1]).toMatchObject({ code: 'left-out-files', count: 1 });
  });

  it('takes a table for data whatever its name, and a JSON document beside tables for a companion', async () => {
    const named = await land(
      zip(file('index.csv', 'n\n1\n'), file('metadata.csv', 'n\n2\n'), file('readme.txt', 'hi')),
    );
    expect(named.rows).toEqual([
      { n: '1', file: 'index.csv' },
      { n: '2', file: 'metadata.csv' },
    ]);
    const only = await land(zip(file('metadata.json', '[{"n":1}]')));
    expect(only.rows).toMatchObject([{ n: '1' }]);
    const beside = await land(zip(file('a.csv', 'n\n1\n'), file('metadata.json', '{"about":"n"}')));
    expect(beside.rows).toMatchObject([{ n: '1' }]);
    expect(codesOf(beside)).toContain('left-out-files');
  });

  it('keeps every digit of whole numbers that another file has decimals for', async () => {
    const arrow = (type: DataType, id: bigint | number) => {
      const column = (cells: DataType, value: bigint | number) => {
        const builder = makeBuilder({ type: cells, nullValues: [null] });
        builder.append(value);
        return builder.finish().toVector();
      };
      return tableToIPC(new Table({ id: column(type, id), x: column(new Float64(), 0.5) }), 'file');
    };
    const landed = (id: bigint) =>
      land(zip(file('a.arrow', arrow(new Int64(), id)), file('b.arrow', arrow(new Float64(), 1.5))));
    const long = await landed(2n ** 53n + 1n);
    expect(typesOf(long)).toEqual({ id: 'text', x: 'number', file: 'text' });
    expect(long.rows.map(({ id }) => id)).toEqual(['9007199254740993', '1.5']);
    const notes = long.report.notes.filter(({ code }) => code === 'mixed-types');
    expect(notes).toMatchObject([{ column: 'id', message: expect.stringContaining('15 digits') }]);
    expect(typesOf(await landed(2n ** 53n))).toEqual({ id: 'number', x: 'number', file: 'text' }); // held exactly
  });

  it('keeps the texts of a column that the files type differently', async () => {
    const result = await land(zip(file('a.csv', 'id,code\n1,1.50\n'), file('b.csv', 'id,code\n2,x7\n')));
    expect(typesOf(result)).toEqual({ id: 'integer', code: 'text', file: 'text' });
    expect(result.rows.map(({ code }) => code)).toEqual(['1.50', 'x7']);
    expect(codesOf(result)).toContain('mixed-types');
  });

  it('counts bad cells by row of the joined table', async () => {
    const numbers = Array.from({ length: 300 }, (_, row) => (row === 250 ? 'oops' : String(row)));
    const content = `n\n${numbers.join('\n')}\n`;
    const result = await land(zip(file('a.csv', content), file('b.csv', content)));
    expect(result.report.badCells.map(({ row, line }) => [row, line])).toEqual([
      [250, 252],
      [550, 252],
    ]);
    expect(result.meta).toMatchObject({ rows: 600 });
  });

  it('joins packed and unpacked tables of several formats', async () => {
    const result = await land(
      zip(
        file('a.csv.gz', gzipSync('n,t\n1,x\n')),
        file('b.ndjson', '{"n":2,"t":"y"}\n'),
        file('c.json', '[{"n":3,"t":"z"}]'),
      ),
    );
    expect(result.rows).toEqual([
      { n: '1', t: 'x', file: 'a.csv.gz' },
      { n: '2', t: 'y', file: 'b.ndjson' },
      { n: '3', t: 'z', file: 'c.json' },
    ]);
  });

  it('reads a single text in a zip as a table', async () => {
    const result = await land(zip(file('power.txt', 'day;kwh\n2024-01-01;1.5\n2024-01-02;2.5\n')));
    expect(typesOf(result)).toEqual({ day: 'date', kwh: 'number', file: 'text' });
  });

  it('refuses tables of different shapes and names file and column', async () => {
    const path = zip(file('a.csv', 'id,price\n1,2\n'), file('b.csv', 'id,cost\n1,2\n'));
    await expect(land(path)).rejects.toMatchObject({
      report: { code: 'different-tables', seen: expect.stringContaining('"b.csv" has no column "price"') },
    });
  });

  it('names the file that cannot be read', async () => {
    const path = zip(file('a.csv', 'id\n1\n'), file('sub/b.csv', png));
    await expect(land(path)).rejects.toMatchObject({
      report: { code: 'unsupported-format', place: 'Upload › sub/b.csv' },
    });
  });
});

describe('landing a zip of files', () => {
  it('makes a row of every file with its bytes, label, type and hash', async () => {
    const text = Buffer.from('hello');
    const pdf = Buffer.from('%PDF-1.4 x');
    const result = await land(
      zip(
        file('pets/cat/a.png', png),
        file('pets/dog/b.txt', text),
        file('pets/dog/c.pdf', pdf),
        file('pets/dog/d.jpg', png),
      ),
    );
    expect(result.meta.columns.map(({ name, type, role }) => [name, type, role])).toEqual([
      ['path', 'text', 'id'],
      ['label', 'text', 'feature'],
      ['bytes', 'integer', 'feature'],
      ['media_type', 'text', 'feature'],
      ['sha256', 'text', 'ignore'],
      ['content', 'bytes', 'feature'],
    ]);
    expect(result.rows.map(({ path, label, bytes, media_type }) => [path, label, bytes, media_type])).toEqual([
      ['pets/cat/a.png', 'cat', '108', 'image/png'],
      ['pets/dog/b.txt', 'dog', '5', 'text/plain'],
      ['pets/dog/c.pdf', 'dog', '10', 'application/pdf'],
      ['pets/dog/d.jpg', 'dog', '108', 'image/png'],
    ]);
    expect(result.rows[1]).toMatchObject({ content: 'hello', sha256: createHash('sha256').update(text).digest('hex') });
    expect(codesOf(result)).toEqual(['file-dataset', 'shared-folder', 'lying-endings']);
  });

  it('keeps a table beside pictures as a file and says so', async () => {
    const result = await land(zip(file('a.png', png), file('labels.csv', 'path,label\na.png,cat\n')));
    expect(result.rows.map(({ path, label }) => [path, label])).toEqual([
      ['a.png', null],
      ['labels.csv', null],
    ]);
    expect(codesOf(result)).toContain('tables-as-files');
  });

  it('lists a damaged file and lands the others', async () => {
    const result = await land(zip(file('a.png', png), { ...file('b.png', png), saysCrc: 1 }, file('c.png', png)));
    expect(result.rows.map(({ path }) => path)).toEqual(['a.png', 'c.png']);
    expect(result.report).toMatchObject({
      rejectedCount: 1,
      rejected: [{ line: 2, reason: 'unreadable-file', text: 'b.png' }],
    });
  });

  it('lands the 2,720 drawings of Omniglot by alphabet', async ({ skip }) => {
    const path = referenceData('omniglot/images_background_small1.zip');
    if (path === null) return skip();
    const result = await land(path);
    expect(result.meta.rows).toBe(2720);
    expect(new Set(result.rows.map(({ label }) => label)).size).toBe(5);
    expect(new Set(result.rows.map(({ media_type }) => media_type))).toEqual(new Set(['image/png']));
    expect(result.report.rejectedCount).toBe(0);
  });

  it('lands every scanned page, broken PDF included', async ({ skip }) => {
    const folder = referenceData('scanned-pages');
    if (folder === null) return skip();
    const names = ['invalid.pdf', 'livecycle.pdf', 'linn.txt'];
    const result = await land(zip(...names.map((name) => file(name, readFileSync(`${folder}/${name}`)))));
    expect(result.rows.map(({ path, media_type }) => [path, media_type])).toEqual([
      ['invalid.pdf', 'application/pdf'],
      ['livecycle.pdf', 'application/pdf'],
      ['linn.txt', 'text/plain'],
    ]);
  });
});

describe('a zip that is not to be trusted', () => {
  const cut = makeZip([file('a.csv', 'id\n1\n')]);
  it.each([
    ['a path out of the archive', makeZip([file('../../etc/passwd', 'x')]), 'unsafe-archive'],
    ['an absolute path', makeZip([file('/etc/passwd', 'x')]), 'unsafe-archive'],
    ['a Windows path', makeZip([file('C:\\x\\a.csv', 'x')]), 'unsafe-archive'],
    ['a link', makeZip([{ ...file('a.csv', '/etc/passwd'), mode: 0o120777 }]), 'unsafe-archive'],
    ['a password', makeZip([{ ...file('a.csv', 'x'), encrypted: true }]), 'encrypted-archive'],
    ['an unknown packing', makeZip([{ ...file('a.csv', 'x'), method: 99 }]), 'unreadable-zip'],
    ['a zip in the zip', makeZip([file('a.csv', 'x'), file('b.zip', cut)]), 'nested-archive'],
    ['a zip in the zip by another name', makeZip([file('a.csv', cut)]), 'nested-archive'],
    ['a gzip in a gzip', gzipSync(gzipSync('a,b\n1,2\n')), 'nested-archive'],
    ['a zip in a gzip', gzipSync(cut), 'nested-archive'],
    ['a cut archive', cut.subarray(0, cut.length - 30), 'unreadable-zip'],
    ['no file at all', makeZip([]), 'empty-file'],
    ['a size that is too small', makeZip([{ ...file('a.csv', 'id\n12345\n'), saysBytes: 2 }]), 'unreadable-zip'],
    ['a size that is too large', makeZip([{ ...file('a.csv', 'id\n1\n'), saysBytes: 2000 }]), 'unreadable-zip'],
    ['a wrong checksum', makeZip([{ ...file('a.csv', 'id\n1\n'), saysCrc: 1 }]), 'unreadable-zip'],
    [
      'terabytes by its own word',
      makeZip(Array.from({ length: 300 }, (_, at) => ({ ...file(`${at}.csv`, 'x'), saysBytes: 2 ** 32 - 2 }))),
      'archive-too-large',
    ],
    ['a Word document', makeZip([file('word/document.xml', '<w/>')]), 'unsupported-format'],
    ['an OpenDocument table', makeZip([file('content.xml', '<o/>')]), 'unsupported-format'],
  ])('refuses %s', async (_what, bytes, code) => {
    await expect(land(made('up.zip.csv', bytes))).rejects.toMatchObject({ report: { code, family: 'pipeline' } });
  });

  it('refuses more than 200,000 files', async () => {
    const many = makeZip([file('a', 'x')]);
    const end = many.subarray(many.length - 22);
    const contents = many.subarray(many.length - 22 - 47, many.length - 22);
    const local = many.subarray(0, many.length - 22 - 47);
    const count = 200_001;
    // More entries than 16 bits hold need the 64-bit end records.
    const start = local.length + contents.length * count;
    const zip64 = Buffer.alloc(56);
    zip64.writeUInt32LE(0x06064b50, 0);
    zip64.writeBigUInt64LE(44n, 4);
    zip64.writeBigUInt64LE(BigInt(count), 24);
    zip64.writeBigUInt64LE(BigInt(count), 32);
    zip64.writeBigUInt64LE(BigInt(contents.length * count), 40);
    zip64.writeBigUInt64LE(BigInt(local.length), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(start), 8);
    locator.writeUInt32LE(1, 16);
    const last = Buffer.from(end);
    for (const at of [8, 10]) last.writeUInt16LE(0xffff, at);
    for (const at of [12, 16]) last.writeUInt32LE(0xffffffff, at);
    const bytes = Buffer.concat([local, ...Array.from({ length: count }, () => contents), zip64, locator, last]);
    await expect(land(made('many.zip', bytes))).rejects.toMatchObject({
      report: { code: 'too-many-files', seen: expect.stringContaining('200,001') },
    });
  });

  it('stops a gzip file that unpacks to gigabytes', async () => {
    const block = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x2c), { level: 9 });
    const path = made('bomb.csv.gz', Buffer.concat(Array.from({ length: 17 }, () => block)));
    await expect(land(path)).rejects.toMatchObject({ report: { code: 'archive-too-large' } });
  });

  it.each(['deflate', 'gzip'])('says where a cut %s file ends', async (kind) => {
    const text = `n\n${Array.from({ length: 50_000 }, (_, at) => at).join('\n')}\n`;
    const packed =
      kind === 'gzip'
        ? gzipSync(text)
        : Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), deflateRawSync(text)]);
    const path = made('cut.csv.gz', '');
    writeFileSync(path, packed.subarray(0, packed.length >> 1));
    await expect(land(path)).rejects.toMatchObject({
      report: { code: 'unreadable-gzip', seen: expect.stringMatching(/after [\d,]+ unpacked bytes/) },
    });
  });

  it('reads gzip files of several members', async () => {
    const result = await land(made('two.csv.gz', Buffer.concat([gzipSync('n\n1\n'), gzipSync('2\n')])));
    expect(result.rows).toEqual([{ n: '1' }, { n: '2' }]);
    expect(result.report.format).toBe('csv');
  });
});
