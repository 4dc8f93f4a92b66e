import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalisedLimit } from '../normalised-limit';
import { normaliseNdjson } from '../read-ndjson';
import { codesOf, landing, typesOf } from '../testing/landing';

const { land, made, root } = landing('dirty-json');

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe('JSON that loses something', () => {
  it.each([
    ['deep.ndjson', `{"a":1}\n{"b":${deep}}\n{"a":2}\n`],
    ['deep.json', `[{"a":1},{"b":${deep}},{"a":2}]`],
    ['inner.json', `{"rows":[{"a":1},{"b":${deep}},{"a":2}]}`],
    ['plain.json', `[{"a":1},${deep},{"a":2}]`],
  ])('rejects a row that is nested too deep by its number: %s', async (name, text) => {
    const result = await land(made(name, text));
    expect(result.rows).toEqual([{ a: '1' }, { a: '2' }]);
    expect(result.report).toMatchObject({
      rejectedCount: 1,
      rejected: [{ line: 2, message: 'Row 2: nested too deep.' }],
    });
  });

  it('reads a long text beside a long number', async () => {
    const text = '\\n'.repeat(6_000_000);
    const result = await land(made('long.ndjson', `{"id":12345678901234567,"t":"${text}"}\n`));
    expect(result.report.rejectedCount).toBe(0);
    expect(result.rows[0]).toMatchObject({ id: '12345678901234567' });
  });

  it('keeps a number beyond any double as the text it was', async () => {
    const result = await land(made('huge.ndjson', '{"n":1e400}\n{"n":2}\n{"n":-1.5E+999}\n'));
    expect(typesOf(result)).toEqual({ n: 'text' });
    expect(result.rows.map(({ n }) => n)).toEqual(['1e400', '2', '-1.5E+999']);
    const rows = Array.from({ length: 400 }, (_, at) => `{"n":${at === 9 ? '1e400' : at}}`).join('\n');
    const rare = await land(made('rare.ndjson', rows));
    expect(typesOf(rare)).toEqual({ n: 'number' });
    expect(rare.report).toMatchObject({ badCellCount: 1, badCells: [{ line: 10, text: '1e400' }] });
  });

  it('counts names that an object repeats, and only those', async () => {
    const lines = ['{"a":1,"a":2,"b":{"c":1,"c" : 2}}', '{"a":3,"b":{"a":":","\\"c\\":":"\\\\"}}'];
    const result = await land(made('twice.ndjson', lines.join('\n')));
    expect(result.rows.map(({ a }) => a)).toEqual(['2', '3']);
    expect(result.report.notes.find(({ code }) => code === 'repeated-fields')).toMatchObject({ count: 2 });
    const whole = await land(made('twice.json', `[${lines.join(',')}]`));
    expect(codesOf(whole)).toContain('repeated-fields');
    const once = await land(made('once.ndjson', lines[1] ?? ''));
    expect(codesOf(once)).not.toContain('repeated-fields');
  });

  it('refuses rows that each have a column of their own before they fill the disk', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => `{"f${at}":1}\n`).join('');
    const read = (limit: number) =>
      normaliseNdjson(chunksOf(lines), join(root, `${limit}.csv`), { name: 'sparse.ndjson', limit });
    await expect(read(lines.length * 2)).rejects.toMatchObject({
      report: { code: 'table-too-large', seen: expect.stringMatching(/after \d+ rows it has \d+ columns/) },
    });
    expect(await read(lines.length * 100)).toMatchObject({ rows: 500, width: 500 });
    expect(normalisedLimit(240_000, 'text')).toBe(256 * 2 ** 20);
    expect(normalisedLimit(2 ** 30, 'text')).toBe(20 * 2 ** 30);
    expect(normalisedLimit(2 ** 30, 'workbook')).toBe(32 * 2 ** 30);
  });
});
