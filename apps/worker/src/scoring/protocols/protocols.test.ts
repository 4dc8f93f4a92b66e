import type { Signature } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { convertCsvRows, readMlflowRows } from './mlflow-request';
import { parseBody, readNativeRows } from './native-request';

describe('native rows', () => {
  it('takes one bare row or a list', () => {
    expect(readNativeRows({ a: 1 })).toEqual({ ok: true, value: [{ a: 1 }] });
    expect(readNativeRows({ rows: [{ a: 1 }, { a: 2 }] })).toEqual({ ok: true, value: [{ a: 1 }, { a: 2 }] });
  });

  it('takes a row that has a field called rows', () => {
    expect(readNativeRows({ rows: 3 })).toEqual({ ok: true, value: [{ rows: 3 }] });
    expect(readNativeRows({ rows: [1], a: 1 })).toEqual({ ok: true, value: [{ rows: [1], a: 1 }] });
  });

  it.each([[[]], [null], ['x'], [{ rows: [] }], [{ rows: [{ a: 1 }, 2] }], [{ rows: { a: 1 } }]])(
    'refuses %j',
    (body) => {
      expect(readNativeRows(body).ok).toBe(false);
    },
  );

  it('refuses a body that is not UTF-8', () => {
    expect(parseBody(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ ok: false, error: { code: 'not-utf8' } });
  });
});

describe('MLflow rows', () => {
  const signature: Signature = {
    inputs: [
      { name: 'a', type: 'number', required: false },
      { name: 'b', type: 'text', required: false },
    ],
    outputs: [],
  };
  const rows = [
    { a: 1, b: 'x' },
    { a: null, b: 'y' },
  ];

  it.each([
    [
      {
        dataframe_split: {
          columns: ['a', 'b'],
          data: [
            [1, 'x'],
            [null, 'y'],
          ],
          index: [0, 1],
        },
      },
    ],
    [{ dataframe_records: rows }],
    [{ instances: rows, params: {} }],
    [{ inputs: { a: [1, null], b: ['x', 'y'] } }],
  ])('reads %j', (body) => {
    expect(readMlflowRows(body, signature)).toEqual({ ok: true, value: rows });
  });

  it.each([
    [{}],
    [[{ a: 1 }]],
    [{ instances: rows, inputs: rows }],
    [{ dataframe_split: { columns: ['a'], data: [[1, 2]] } }],
    [{ inputs: { a: [1], b: [1, 2] } }],
  ])('refuses %j', (body) => {
    expect(readMlflowRows(body, signature)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });

  it('converts CSV cells by the signature', () => {
    const inputs = (['integer', 'number', 'boolean', 'text'] as const).map((type) => ({
      name: type,
      type,
      required: false,
    }));
    expect(
      convertCsvRows([{ integer: '3', number: '1e-3', boolean: 'True', text: '7' }], { inputs, outputs: [] }),
    ).toEqual([{ integer: 3, number: 0.001, boolean: true, text: '7' }]);
    expect(convertCsvRows([{ integer: '', number: 'abc', boolean: '1', text: '' }], { inputs, outputs: [] })).toEqual([
      { integer: null, number: 'abc', boolean: '1', text: null },
    ]);
  });
});
