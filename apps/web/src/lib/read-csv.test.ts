import { describe, expect, it } from 'vitest';
import { toCsv } from './delimited-text';
import { readCsv } from './read-csv';

describe('comma separated text', () => {
  it.each([
    [
      'plain lines',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines of Windows, without an end',
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes, and lines inside them',
      '"a","b ""c"""\n"1\n2",x',
      [
        ['a', 'b "c"'],
        ['1\n2', 'x'],
      ],
    ],
    [
      'empty fields at every place',
      ',a,\n,,\n"",1,',
      [
        ['', 'a', ''],
        ['', '', ''],
        ['', '1', ''],
      ],
    ],
    ['a byte order mark and empty lines', '\uFEFFa\n\n1\n\n', [['a'], ['1']]],
    [
      'semicolons',
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs, as a spreadsheet copies',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_what, text, records) => expect(readCsv(text)).toEqual({ ok: true, records }));

  it('reads what this product writes', () => {
    const rows = [
      ['a, b', 'c"d', ' e '],
      ['x\ny', '', '1'],
    ];
    expect(readCsv(toCsv(rows))).toEqual({ ok: true, records: rows });
  });

  it('says in which line a quote is wrong', () => {
    expect(readCsv('a\n"b\nc')).toEqual({ ok: false, line: 2, problem: 'a quote that is not closed' });
    expect(readCsv('a\n"b"c')).toEqual({ ok: false, line: 2, problem: 'text behind a closing quote' });
  });
});
