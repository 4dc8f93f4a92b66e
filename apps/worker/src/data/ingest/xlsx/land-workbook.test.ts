import { describe, expect, it } from 'vitest';
import { codesOf, landing, typesOf } from '../testing/landing';
import { makeWorkbook } from '../testing/make-workbook';
import { makeZip } from '../testing/make-zip';
import { readSheet } from './read-sheet';

const { land, made } = landing('xlsx');

/** Cells of a row: `s0` a shared string, `1.5` a number, `=` a formula with its value, `b1` a boolean. */
const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join('')}</row>`;
const shared = (ref: string, index: number) => `<c r="${ref}" t="s"><v>${index}</v></c>`;
const number = (ref: string, value: number | string, style = 0) => `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
const inline = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe('landing an Excel workbook', () => {
  it('reads texts, numbers, booleans, dates, times and the results of formulas', async () => {
    const workbook = makeWorkbook({
      texts: [
        'name',
        'zip',
        '<r><t>Zo</t></r><r><t>ë</t></r><rPh sb="0" eb="1"><t>hint</t></rPh>',
        '007',
        'line_x000D_\nend',
      ],
      formats: ['yyyy\\-mm\\-dd', '[h]:mm', 'd.m.yy h:mm', '0.00&quot; days&quot;'],
      sheets: [
        {
          name: 'Data',
          rows: [
            row(
              1,
              shared('A1', 0),
              shared('B1', 1),
              inline('C1', 'price'),
              inline('D1', 'ok'),
              inline('E1', 'day'),
              inline('F1', 'at'),
              inline('G1', 'time'),
              inline('H1', 'span'),
            ),
            row(
              2,
              shared('A2', 2),
              shared('B2', 3),
              number('C2', '0.10000000000000001'),
              '<c r="D2" t="b"><v>1</v></c>',
              number('E2', 45351, 1),
              number('F2', '45351.4375', 3),
              number('G2', 0.25, 2),
              number('H2', 2, 4),
            ),
            row(
              3,
              shared('A3', 4),
              inline('B3', '90210'),
              '<c r="C3"><f>C2*20</f><v>2</v></c>',
              '<c r="D3" t="b"><v>0</v></c>',
              number('E3', 59, 1),
              number('F3', 61, 3),
              number('G3', 0.5, 2),
              number('H3', 3.5, 4),
            ),
          ].join(''),
        },
      ],
    });
    const result = await land(made('book.xlsx', workbook));
    expect(typesOf(result)).toEqual({
      name: 'text',
      zip: 'text',
      price: 'number',
      ok: 'boolean',
      day: 'date',
      at: 'timestamp',
      time: 'text',
      span: 'number',
    });
    expect(result.rows).toEqual([
      {
        name: 'Zoë',
        zip: '007',
        price: 0.1,
        ok: true,
        day: '2024-02-29',
        at: '2024-02-29 10:30:00',
        time: '06:00:00',
        span: 2,
      },
      {
        name: 'line\r\nend',
        zip: '90210',
        price: 2,
        ok: false,
        day: '1900-02-28',
        at: '1900-03-01 00:00:00',
        time: '12:00:00',
        span: 3.5,
      },
    ]);
    expect(result.report).toMatchObject({ format: 'xlsx', rejectedCount: 0, badCellCount: 0, notes: [] });
  });

  it('counts dates from 1904 where the workbook does', async () => {
    const rows = row(1, inline('A1', 'day')) + row(2, number('A2', 43889, 1));
    const result = await land(
      made('mac.xlsx', makeWorkbook({ date1904: true, formats: ['d/m/yyyy'], sheets: [{ name: 'S', rows }] })),
    );
    expect(result.rows).toEqual([{ day: '2024-02-29' }]);
  });

  it('takes the first visible sheet with a value and names the others', async () => {
    const rows = row(1, inline('A1', 'n')) + row(2, number('A2', 1));
    const sheets = [
      { name: 'Cover', rows: '' },
      { name: 'Secret', rows, hidden: true },
      { name: 'Sales', rows },
    ];
    const result = await land(made('sheets.xlsx', makeWorkbook({ sheets })));
    expect(result.rows).toEqual([{ n: '1' }]);
    expect(result.report.notes[0]).toMatchObject({ code: 'sheet', count: 2 });
    expect(result.report.notes[0]?.message).toContain('"Sales"');
    expect(result.report.notes[0]?.message).toContain('"Cover"');
  });

  it('rejects titles above the table, fills merged cells downwards and starts at the first filled column', async () => {
    const rows = [
      row(1, inline('B1', 'Sales report')),
      row(3, inline('B3', 'region'), inline('C3', 'city'), inline('D3', 'sold')),
      row(4, inline('B4', 'North'), inline('C4', 'Kiel'), number('D4', 1)),
      row(5, inline('C5', 'Bremen'), number('D5', 2)),
      row(6, inline('B6', 'South'), inline('C6', 'Ulm'), number('D6', 3)),
    ].join('');
    const result = await land(
      made('merged.xlsx', makeWorkbook({ sheets: [{ name: 'S', rows, merges: ['B1:D1', 'B4:B5'] }] })),
    );
    expect(result.rows).toEqual([
      { region: 'North', city: 'Kiel', sold: '1' },
      { region: 'North', city: 'Bremen', sold: '2' },
      { region: 'South', city: 'Ulm', sold: '3' },
    ]);
    expect(result.report.rejected).toMatchObject([{ line: 1, reason: 'before-header', text: 'Sales report' }]);
    expect(codesOf(result)).toEqual(['merged-cells', 'empty-columns']);
  });

  it('keeps a failed formula as a cell that counts as missing, by its place', async () => {
    const rows = [
      row(1, inline('A1', 'a'), inline('B1', 'b')),
      row(2, number('A2', 1), '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
      row(3, number('A3', 2), number('B3', 5)),
    ].join('');
    const result = await land(made('errors.xlsx', makeWorkbook({ sheets: [{ name: 'S', rows }] })));
    expect(result.rows).toEqual([
      { a: '1', b: null },
      { a: '2', b: '5' },
    ]);
    expect(result.report).toMatchObject({
      badCellCount: 1,
      badCells: [{ line: 2, row: 0, column: 'b', text: '#DIV/0!' }],
    });
    expect(result.report.badCells[0]?.message).toContain('B2');
  });

  it('joins the names of two header rows and numbers columns without any', async () => {
    const grouped = [
      row(1, inline('A1', 'city'), inline('B1', '2023'), inline('D1', '2024')),
      row(2, inline('B2', 'sold'), inline('C2', 'cost'), inline('D2', 'sold')),
      row(3, inline('A3', 'Kiel'), number('B3', 1), number('C3', 2), number('D3', 3)),
      row(4, inline('A4', 'Ulm'), number('B4', 4), number('C4', 5), number('D4', 6)),
    ].join('');
    const result = await land(made('groups.xlsx', makeWorkbook({ sheets: [{ name: 'S', rows: grouped }] })));
    expect(Object.keys(typesOf(result))).toEqual(['city', '2023 sold', '2023 cost', '2024 sold']);
    expect(codesOf(result)).toContain('two-headers');
    const bare = row(1, number('A1', 1), number('B1', 2)) + row(2, number('A2', 3), number('B2', 4));
    const numbered = await land(made('bare.xlsx', makeWorkbook({ sheets: [{ name: 'S', rows: bare }] })));
    expect(numbered.rows).toEqual([
      { column_1: '1', column_2: '2' },
      { column_1: '3', column_2: '4' },
    ]);
    expect(codesOf(numbered)).toContain('no-header');
  });

  it('takes a reference to a text that is not there as a bad cell', async () => {
    const rows =
      row(1, shared('A1', 0), inline('B1', 'n')) +
      row(2, shared('A2', 7), number('B2', 1)) +
      row(3, shared('A3', 0), number('B3', 2));
    const result = await land(made('lost.xlsx', makeWorkbook({ texts: ['name'], sheets: [{ name: 'S', rows }] })));
    expect(result.rows.map(({ name }) => name)).toEqual([null, 'name']);
    expect(result.report).toMatchObject({ badCellCount: 1, badCells: [{ line: 2, column: 'name', text: '7' }] });
    expect(result.report.badCells[0]?.message).toContain('it refers to text 7');
  });

  it('stops reading a sheet when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    const facts = { texts: [], dateStyles: [], date1904: false };
    const rows = readSheet(chunksOf('<worksheet><row><c r="A1"><v>1</v></c></row>'), { facts, signal: stopped });
    await expect(rows.next()).rejects.toThrow('stopped');
  });

  it.each([
    ['one cell again and again', `<row>${'<c r="A1"><v>1</v></c>'.repeat(16_385)}</row>`],
    ['cells without a place', `<row>${'<c><v>1</v></c>'.repeat(16_385)}</row>`],
    ['empty cells without a place', `<row>${'<c/>'.repeat(16_385)}</row>`],
  ])('refuses a row with more cells than Excel has columns: %s', async (_what, rows) => {
    const book = makeWorkbook({ sheets: [{ name: 'S', rows }] });
    await expect(land(made('wide.xlsx', book))).rejects.toMatchObject({ report: { code: 'unreadable-xlsx' } });
  });

  it.each([
    ['no workbook in the zip', makeZip([{ name: 'a.txt', content: 'x' }]), 'unsupported-format'],
    ['a text', Buffer.from('a,b\n1,2\n'), 'unsupported-format'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'unsupported-format'],
    ['sheets without a cell', makeWorkbook({ sheets: [{ name: 'S', rows: '' }] }), 'empty-file'],
    ['broken XML', makeWorkbook({ sheets: [{ name: 'S', rows: '<row><c>' }] }), 'unreadable-xlsx'],
    [
      'entities that grow',
      makeZip([
        { name: 'xl/workbook.xml', content: '<!DOCTYPE a [<!ENTITY b "cc">]><workbook>&b;</workbook>' },
        { name: 'xl/_rels/workbook.xml.rels', content: '<Relationships/>' },
      ]),
      'unreadable-xlsx',
    ],
  ])('refuses %s', async (_what, bytes, code) => {
    await expect(land(made('book.xlsx', bytes))).rejects.toMatchObject({ report: { code, family: 'pipeline' } });
  });
});
