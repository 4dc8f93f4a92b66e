import { describe, expect, it } from 'vitest';
import { codesOf, landing, typesOf } from '../testing/landing';

const { land, made } = landing('dirty-text');
const csv = (content: string | Uint8Array, name = 'up.csv') => land(made(name, content));

describe('dirty text files', () => {
  it.each([
    ['UTF-16 LE without mark', Buffer.from('name,n\nZoë,1\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE without mark', Buffer.from('name,n\nZoë,1\n', 'utf16le').swap16(), 'utf-16be'],
    ['Cyrillic UTF-16 LE without mark', Buffer.from('имя,город\nЗоя,Киев\n'.repeat(1), 'utf16le'), 'utf-16le'],
  ])('reads %s', async (_what, bytes, encoding) => {
    const result = await csv(bytes);
    expect(result.report).toMatchObject({ encoding, rows: 1, rejectedCount: 0 });
    expect(codesOf(result)).toContain('encoding');
    const [first] = Object.values(result.rows[0] ?? {});
    expect(['Zoë', 'Зоя']).toContain(first);
  });

  it('keeps lines before the table with their numbers', async () => {
    const result = await csv('Report of May\nmade by us\n\nday;kwh\n2024-05-01;1,5\n2024-05-02;2,5\n2024-05-03;3,5\n');
    expect(typesOf(result)).toEqual({ day: 'date', kwh: 'number' });
    expect(result.rows.map(({ kwh }) => kwh)).toEqual([1.5, 2.5, 3.5]);
    expect(result.report.rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'before-header'],
      [2, 'before-header'],
    ]);
  });

  it('takes a row of units out of the numbers and keeps it', async () => {
    const result = await csv('time,speed,heat\ns,m/s,K\n1,2.5,300\n2,3.5,301\n');
    expect(typesOf(result)).toEqual({ time: 'integer', speed: 'number', heat: 'integer' });
    expect(result.report.rejected).toMatchObject([{ line: 2, reason: 'second-header', text: 's,m/s,K' }]);
    expect(codesOf(result)).toEqual(['two-headers']);
  });

  it('joins a row of groups with the names below it', async () => {
    const result = await csv('city,2023,,2024,\n,sold,cost,sold,cost\nKiel,1,2,3,4\nUlm,5,6,7,8\n');
    expect(Object.keys(typesOf(result))).toEqual(['city', '2023 sold', '2023 cost', '2024 sold', '2024 cost']);
    expect(result.meta.rows).toBe(2);
    expect(codesOf(result)).toEqual(['two-headers']);
  });

  it('takes no row of data for a second header', async () => {
    const result = await csv('name,city,age\nAnn,Kiel,\nBob,Ulm,3\nCid,Bonn,4\n');
    expect(result.meta.rows).toBe(3);
    expect(result.report.rejectedCount).toBe(0);
  });

  it('reads cells that hold zero bytes without losing their neighbours', async () => {
    const result = await csv('id,name\n1,a\u0000b\n2,c\n');
    expect(result.rows).toEqual([
      { id: '1', name: 'a\u0000b' },
      { id: '2', name: 'c' },
    ]);
  });

  it('reads commas in a file that ends in .tsv, and tabs where both would do', async () => {
    const commas = await csv('a,b\n1,2\n3,4\n', 'up.tsv');
    expect(commas.rows).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    const tabs = await csv('a\tb,c,d\n1\tx,y,z\n', 'up.tsv');
    expect(Object.keys(typesOf(tabs))).toEqual(['a', 'b,c,d']);
  });

  it.each([
    ['JSON that ends in .csv', 'up.csv', '[{"a":1}]'],
    ['NDJSON that ends in .txt', 'up.txt', '{"a":1}\n{"a":2}\n'],
  ])('reads %s and says so', async (_what, name, content) => {
    const result = await csv(content, name);
    expect(result.rows[0]).toEqual({ a: '1' });
    expect(codesOf(result)).toEqual(['lying-ending']);
  });

  it.each([
    ['CSV that ends in .json', 'up.json', 'a,b\n1,2\n', 'not-json'],
    ['CSV that ends in .parquet', 'up.parquet', 'a,b\n1,2\n', 'unsupported-format'],
    ['CSV that ends in .gz', 'up.csv.gz', 'a,b\n1,2\n', 'unsupported-format'],
    ['a web page', 'up.csv', '<!DOCTYPE html><html></html>', 'unsupported-format'],
    ['nothing', 'up.parquet', '', 'empty-file'],
    ['one zero byte', 'up.csv', '\u0000', 'empty-file'],
  ])('refuses %s with a message', async (_what, name, content, code) => {
    await expect(csv(content, name)).rejects.toMatchObject({ report: { code, family: 'pipeline' } });
  });
});

describe('documents without a schema', () => {
  it('lands the union of all fields, nested ones as JSON text, and says how to go on', async () => {
    const rows = [
      { id: 1, a: { b: [1, { c: null }] } },
      { id: 2, tag: 'x' },
      { tag: 'y', a: [] },
    ];
    const result = await csv(JSON.stringify(rows), 'up.json');
    expect(result.rows).toEqual([
      { id: '1', a: '{"b":[1,{"c":null}]}', tag: null },
      { id: '2', a: null, tag: 'x' },
      { id: null, a: '[]', tag: 'y' },
    ]);
    expect(codesOf(result)).toEqual(['nested-json', 'uneven-fields']);
    expect(result.report.notes[0]?.message).toContain('SQL step');
    expect(result.report.notes[1]?.message).toContain('"id" in 2');
  });

  it('keeps every digit of wide numbers', async () => {
    const lines = '{"id":12345678901234567890,"in":{"n":98765432109876543210},"t":"x 1234567890123456789"}\n';
    const result = await csv(lines, 'up.ndjson');
    expect(result.rows).toEqual([
      { id: '12345678901234567890', in: '{"n":"98765432109876543210"}', t: 'x 1234567890123456789' },
    ]);
  });

  it('lands an object with one list by the list and names what is beside it', async () => {
    const result = await csv('{"page":1,"rows":[{"a":1},{"a":2}]}', 'up.json');
    expect(result.rows).toEqual([{ a: '1' }, { a: '2' }]);
    expect(result.report.notes[0]).toMatchObject({ code: 'left-out-fields' });
    expect(result.report.notes[0]?.message).toContain('"page"');
  });

  it('lands one object and plain values as they are', async () => {
    const object = await csv('{"a":{"x":1},"b":"t"}', 'up.json');
    expect(object.rows).toEqual([{ a: '{"x":1}', b: 't' }]);
    const values = await csv('[[1,2],"x",3]', 'up.json');
    expect(values.rows).toEqual([{ value: '[1,2]' }, { value: 'x' }, { value: '3' }]);
  });

  it('reads texts with brackets, quotes and line ends across chunks', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => ({ at, text: `${'},]["\\'.repeat(90)}\n${at}` }));
    const result = await csv(JSON.stringify(rows), 'up.json');
    expect(result.meta.rows).toBe(3000);
    expect(result.rows[2999]).toEqual({ at: '2999', text: rows[2999]?.text });
  });

  it.each([
    ['a cut list', '[{"a":1},{"a":', 'not-json'],
    ['text behind the list', '[{"a":1}] x', 'not-json'],
    ['a comma without a row', '[{"a":1},]', 'not-json'],
    ['a row that is no JSON', '[{"a":1},{b}]', 'not-json'],
    ['deep nesting', '['.repeat(200_000), 'not-json'],
  ])('refuses %s', async (_what, content, code) => {
    await expect(csv(content, 'up.json')).rejects.toMatchObject({ report: { code, family: 'pipeline' } });
  });
});
