import type { SignatureInput } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { mixedRelease, numbersRelease } from '../../../testing/protocol-server';
import type { ScoredRow } from '../../answering/score-row';
import { type Datatype, datatypes, halfToNumber, readBinary, readJsonData } from './datatypes';
import { chooseOutputs, outputsOf } from './output-tensors';
import { readInferRequest } from './read-infer';
import { rowsFromTensors } from './tensor-rows';
import { writeInferAnswer } from './write-infer';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('elements in binary', () => {
  const cases: [Datatype, number[], unknown[]][] = [
    ['BOOL', [0, 1], [false, true]],
    ['UINT8', [255, 0], [255, 0]],
    ['INT8', [255, 127], [-1, 127]],
    ['UINT16', [0, 1], [256]],
    ['INT16', [254, 255], [-2]],
    ['UINT32', [0, 0, 0, 128], [2 ** 31]],
    ['INT32', [0, 0, 0, 128], [-(2 ** 31)]],
    ['UINT64', [1, 0, 0, 0, 0, 0, 0, 0], [1]],
    ['INT64', [255, 255, 255, 255, 255, 255, 255, 255], [-1]],
    ['FP16', [0, 0x3e, 0, 0x7e], [1.5, null]],
    ['BF16', [0xc0, 0x3f, 0xc0, 0x7f], [1.5, null]],
    ['FP32', [0, 0, 128, 63, 0, 0, 192, 127], [1, null]],
    ['FP64', [0, 0, 0, 0, 0, 0, 240, 63], [1]],
    ['BYTES', [2, 0, 0, 0, 0xc3, 0xbc, 0, 0, 0, 0], [Buffer.from('ü'), Buffer.alloc(0)]],
  ];

  it('are read in every datatype', () => {
    expect(cases.map(([datatype]) => datatype).toSorted()).toEqual(datatypes.toSorted());
  });

  it.each(cases)('%s', (datatype, bytes, values) => {
    expect(readBinary(Buffer.from(bytes), { datatype, count: values.length })).toEqual({ ok: true, value: values });
  });

  it('of half a float keep its small and large numbers', () => {
    expect([0x0001, 0x7bff, 0xc000, 0x7c00].map(halfToNumber)).toEqual([2 ** -24, 65504, -2, Number.POSITIVE_INFINITY]);
  });

  it.each<[string, Datatype, number[], number]>([
    ['too few bytes', 'FP32', [0, 0, 0], 1],
    ['a whole number beyond 2^53', 'INT64', [1, 0, 0, 0, 0, 0, 32, 0], 1],
    ['infinity', 'FP32', [0, 0, 128, 127], 1],
    ['a text longer than the data', 'BYTES', [9, 0, 0, 0, 65], 1],
    ['bytes behind the last text', 'BYTES', [1, 0, 0, 0, 65, 65], 1],
    ['a text without its length', 'BYTES', [1, 0], 1],
  ])('are refused for %s', (_why, datatype, bytes, count) => {
    expect(readBinary(Buffer.from(bytes), { datatype, count }).ok).toBe(false);
  });
});

describe('elements in JSON', () => {
  it('may be nested and null', () => {
    expect(
      readJsonData(
        [
          [1, 2],
          [null, 4],
        ],
        'INT64',
      ),
    ).toEqual({ ok: true, value: [1, 2, null, 4] });
  });

  it.each<[unknown, Datatype]>([
    [[1.5], 'INT64'],
    [['1'], 'FP64'],
    [[1], 'BOOL'],
    [[1], 'BYTES'],
    [[{ a: 1 }], 'BYTES'],
    ['1', 'FP64'],
    [[1], 'FP16'],
  ])('%j is no %s', (data, datatype) => {
    expect(readJsonData(data, datatype).ok).toBe(false);
  });
});

describe('a request', () => {
  const input = { name: 'x', shape: [2], datatype: 'FP64', data: [1, 2] };
  const fields = new Set(['x', 'c']);

  it('is read as tritonclient sends it', () => {
    const head =
      '{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","parameters":{"binary_data_size":16}},{"name":"c","shape":[2,1],"datatype":"BYTES","parameters":{"binary_data_size":13}}],"parameters":{"binary_data_output":true}}';
    expect(head.length).toBe(218);
    const floats = [0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 128, 63];
    const texts = [3, 0, 0, 0, 0x61, 0x6d, 0x73, 2, 0, 0, 0, 0xc3, 0xbc];
    const body = Buffer.concat([Buffer.from(head), Buffer.from(floats), Buffer.from(texts)]);
    expect(body.length).toBe(247);
    expect(readInferRequest(body, '218', fields)).toEqual({
      ok: true,
      value: {
        inputs: [
          { name: 'x', datatype: 'FP32', shape: [2, 2], values: [1, 1, 1, 1] },
          { name: 'c', datatype: 'BYTES', shape: [2, 1], values: [Buffer.from('ams'), Buffer.from('ü')] },
        ],
        outputs: null,
        binary: true,
      },
    });
  });

  it('says per output whether it is wanted in binary', () => {
    const outputs = [{ name: 'a', parameters: { binary_data: false } }, { name: 'b' }];
    const body = json({ inputs: [input], outputs, parameters: { binary_data_output: true, priority: 1 } });
    expect(readInferRequest(body, undefined, fields)).toMatchObject({
      value: {
        outputs: [
          { name: 'a', binary: false },
          { name: 'b', binary: true },
        ],
      },
    });
  });

  const binary = { ...input, data: undefined, parameters: { binary_data_size: 16 } };
  it.each<[string, unknown, string | undefined, Buffer]>([
    ['no inputs', { inputs: [] }, undefined, Buffer.alloc(0)],
    ['an unknown datatype', { inputs: [{ ...input, datatype: 'FP8' }] }, undefined, Buffer.alloc(0)],
    ['a shape that does not fit', { inputs: [{ ...input, shape: [3] }] }, undefined, Buffer.alloc(0)],
    ['a shape below zero', { inputs: [{ ...input, shape: [-2] }] }, undefined, Buffer.alloc(0)],
    ['one input twice', { inputs: [input, input] }, undefined, Buffer.alloc(0)],
    ['no data at all', { inputs: [{ ...input, data: undefined }] }, undefined, Buffer.alloc(0)],
    ['data in both forms', { inputs: [{ ...binary, data: [1, 2] }] }, 'json', Buffer.alloc(16)],
    ['missing bytes', { inputs: [binary] }, 'json', Buffer.alloc(15)],
    ['bytes left over', { inputs: [binary] }, 'json', Buffer.alloc(17)],
    ['a length beyond the body', { inputs: [input] }, '9999', Buffer.alloc(0)],
    ['a length that is none', { inputs: [input] }, '-1', Buffer.alloc(0)],
  ])('is refused for %s', (_why, value, length, rest) => {
    const head = json(value);
    const told = length === 'json' ? String(head.length) : length;
    expect(readInferRequest(Buffer.concat([head, rest]), told, fields)).toMatchObject({
      ok: false,
      error: { status: 400 },
    });
  });

  it.each<[string, number, Record<string, unknown>]>([
    ['10^9 rows of nothing', 413, { shape: [1_000_000_000, 0], data: [] }],
    ['10^10 rows of nothing', 413, { shape: [10_000_000_000, 0], data: [] }],
    ['rows of nothing', 400, { shape: [2, 0], data: [] }],
    ['more elements than a number holds', 400, { shape: [2, 2 ** 40, 2 ** 40], data: [] }],
    ['more rows than are taken, whatever is claimed behind it', 413, { shape: [10_001], data: 'no list' }],
    ['texts in two dimensions', 400, { shape: [1, 2], datatype: 'BYTES', data: ['a', 'b'] }],
  ])('is refused for %s with %i before a list of that length is made', (_why, status, more) => {
    const body = json({ inputs: [{ ...input, ...more }] });
    expect(readInferRequest(body, undefined, fields)).toMatchObject({ ok: false, error: { status } });
  });

  it('of more rows than are taken is refused before its elements are read', () => {
    const parameters = { binary_data_size: 10_000_000 };
    // Bytes that could not be read: the refusal must come before them.
    for (const datatype of ['UINT8', 'BYTES']) {
      const head = json({ inputs: [{ name: 'x', shape: [20_000], datatype, parameters }] });
      const body = Buffer.concat([head, Buffer.alloc(10_000_000, 255)]);
      expect(readInferRequest(body, String(head.length), fields)).toMatchObject({ error: { status: 413 } });
    }
  });

  it('of several tensors may name only what the model has', () => {
    const other = { ...input, name: 'z', data: 'not read' };
    expect(readInferRequest(json({ inputs: [input, other] }), undefined, fields)).toEqual({
      ok: false,
      error: { status: 400, message: 'There is no input "z": this model has x, c.' },
    });
  });

  it('is refused with 501 for shared memory', () => {
    const parameters = { shared_memory_region: 'a', shared_memory_byte_size: 16 };
    const body = json({ inputs: [{ ...input, data: undefined, parameters }] });
    expect(readInferRequest(body, undefined, fields)).toMatchObject({ ok: false, error: { status: 501 } });
  });
});

describe('rows of tensors', () => {
  const tensor = (name: string, datatype: Datatype, o: { shape: number[]; values: (number | string | null)[] }) => ({
    name,
    datatype,
    ...o,
  });
  const { signature } = mixedRelease;

  it('come of one tensor per field, as a list or a column', () => {
    const age = tensor('age', 'INT32', { shape: [2, 1], values: [1, null] });
    const plan = tensor('plan', 'BYTES', { shape: [2], values: ['ü', ''] });
    expect(rowsFromTensors([age, plan], signature)).toEqual({
      ok: true,
      value: [
        { age: 1, plan: 'ü' },
        { age: null, plan: null },
      ],
    });
  });

  it('keep an empty text where the field must be there or knows it as a level', () => {
    const plan = tensor('plan', 'BYTES', { shape: [1], values: [''] });
    for (const more of [{ required: true }, { required: false, levels: ['', 'a'] }]) {
      expect(rowsFromTensors([plan], { inputs: [{ name: 'plan', type: 'text', ...more }] })).toEqual({
        ok: true,
        value: [{ plan: '' }],
      });
    }
  });

  it('come of one tensor of any name where all fields are numbers', () => {
    const all = tensor('input-0', 'FP32', { shape: [2, 2], values: [1, 2, 3, null] });
    expect(rowsFromTensors([all], numbersRelease.signature)).toEqual({
      ok: true,
      value: [
        { x: 1, y: 2 },
        { x: 3, y: null },
      ],
    });
    expect(rowsFromTensors([{ ...all, shape: [1, 4] }], numbersRelease.signature).ok).toBe(false);
    expect(rowsFromTensors([all], signature).ok).toBe(false);
  });

  it('are not taken for the one field that is sent when they are named as another, or are no column', () => {
    const lookup = { view: 'people', feature: 'spent', key: ['x'] };
    const inputs: SignatureInput[] = [
      { name: 'x', type: 'number', required: false },
      { name: 'spent', type: 'number', required: false, lookup },
    ];
    const read = (name: string, shape: number[]) =>
      rowsFromTensors([tensor(name, 'FP64', { shape, values: [7] })], { inputs });
    expect(read('input-0', [1, 1])).toEqual({ ok: true, value: [{ x: 7 }] });
    expect(read('input-0', [1])).toEqual({ ok: true, value: [{ x: 7 }] });
    expect(read('x', [1])).toEqual({ ok: true, value: [{ x: 7 }] });
    // Whoever checks the rows misses x in these.
    expect(read('spent', [1, 1])).toEqual({ ok: true, value: [{ spent: 7 }] });
    expect(read('spent', [1])).toEqual({ ok: true, value: [{ spent: 7 }] });
  });

  it('hold vectors, and texts that are JSON where the field is a list', () => {
    const inputs = [
      { name: 'v', type: 'vector', required: false } as const,
      { name: 'tags', type: 'list', required: false } as const,
      { name: 'photo', type: 'bytes', required: false } as const,
    ];
    const v = tensor('v', 'FP32', { shape: [1, 2], values: [1, 2] });
    const tags = tensor('tags', 'BYTES', { shape: [1], values: ['["a","b"]'] });
    const photo = { name: 'photo', datatype: 'BYTES' as const, shape: [1], values: [Buffer.from([255, 0])] };
    expect(rowsFromTensors([v, tags, photo], { inputs })).toEqual({
      ok: true,
      value: [{ v: [1, 2], tags: ['a', 'b'], photo: '/wA=' }],
    });
  });

  it('are refused when they are of unequal number, none, or no text', () => {
    const one = tensor('age', 'INT64', { shape: [1], values: [1] });
    const two = tensor('rate', 'FP64', { shape: [2], values: [1, 2] });
    const none = tensor('age', 'INT64', { shape: [0], values: [] });
    const bad = { name: 'plan', datatype: 'BYTES' as const, shape: [1], values: [Buffer.from([255])] };
    for (const inputs of [[one, two], [none], [bad]]) expect(rowsFromTensors(inputs, signature).ok).toBe(false);
  });
});

describe('an answer', () => {
  const row = (more: Partial<ScoredRow>): ScoredRow => ({
    id: '00000000-0000-7000-8000-000000000001' as ScoredRow['id'], // a test's own
    prediction: null,
    release: null,
    rank: 0,
    micros: { features: 0, model: 0 },
    ...{ first: 'answered', ownMicros: 0 },
    ...more,
  });
  const signature = { outputs: [] };
  const read = (task: Parameters<typeof outputsOf>[0]['task'], rows: ScoredRow[]) =>
    outputsOf({ task, signature }).map((output) => {
      const { name, datatype, shape, data } = output.read(rows);
      return [name, datatype, shape, data];
    });

  it('has class and probabilities, by the order of the classes, NaN where the constant answered', () => {
    const rows = [row({ prediction: 'no', probabilities: { yes: 0.25, no: 0.75 } }), row({ prediction: 'no' })];
    const tensors = outputsOf(mixedRelease).map((output) => output.read(rows));
    expect(tensors).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [2], data: ['no', 'no'] },
      {
        name: 'probabilities',
        datatype: 'FP64',
        shape: [2, 2],
        data: [0.75, 0.25, Number.NaN, Number.NaN],
        parameters: { labels: '["no","yes"]' },
      },
    ]);
  });

  it('has a number, the interval of a forecast, a group, a score', () => {
    expect(read('regression', [row({ prediction: 1.5 })])).toEqual([['prediction', 'FP64', [1], [1.5]]]);
    expect(read('forecast', [row({ prediction: 2, interval: { low: 1, high: 3 } })])).toEqual([
      ['prediction', 'FP64', [1], [2]],
      ['low', 'FP64', [1], [1]],
      ['high', 'FP64', [1], [3]],
    ]);
    expect(read('clustering', [row({ prediction: 4 }), row({})])).toEqual([['cluster', 'INT64', [2], [4, -1]]]);
    expect(read('anomaly', [row({ prediction: 0.5 })])).toEqual([['score', 'FP64', [1], [0.5]]]);
  });

  it('has lists of one width', () => {
    const long = {
      from: 'user' as const,
      items: [
        { item: 'a', score: 2 },
        { item: 7, score: 1 },
      ],
    };
    const short = { from: 'popular' as const, items: [{ item: 'b', score: 3 }] };
    expect(read('ranking', [row({ recommended: long }), row({ recommended: short })])).toEqual([
      ['items', 'BYTES', [2, 2], ['a', '7', 'b', '']],
      ['scores', 'FP64', [2, 2], [2, 1, 3, Number.NaN]],
      ['from', 'BYTES', [2], ['user', 'popular']],
    ]);
  });

  it('has the id of a prediction where it is asked for by name, and nothing unknown', () => {
    const chosen = chooseOutputs(mixedRelease, ['prediction_id']);
    expect(typeof chosen === 'string' ? chosen : chosen.map(({ name }) => name)).toEqual(['prediction_id']);
    expect(chooseOutputs(mixedRelease, ['lable'])).toContain('label, probabilities');
  });

  it('is JSON, with binary tensors behind it', () => {
    const tensor = { name: 'n', datatype: 'FP64' as const, shape: [2], data: [1, Number.NaN] };
    const group = { name: 'g', datatype: 'INT64' as const, shape: [1], data: [-1] };
    const text = { name: 't', datatype: 'BYTES' as const, shape: [1], data: ['ü'] };
    const { bytes, jsonBytes } = writeInferAnswer({
      model_name: 'm',
      outputs: [
        { tensor, binary: false },
        { tensor: group, binary: true },
        { tensor: text, binary: true },
      ],
    });
    expect(JSON.parse(bytes.subarray(0, jsonBytes ?? 0).toString())).toEqual({
      model_name: 'm',
      outputs: [
        { name: 'n', datatype: 'FP64', shape: [2], data: [1, null] },
        { name: 'g', datatype: 'INT64', shape: [1], parameters: { binary_data_size: 8 } },
        { name: 't', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 6 } },
      ],
    });
    expect([...bytes.subarray(jsonBytes ?? 0)]).toEqual([...Array(8).fill(255), 2, 0, 0, 0, 0xc3, 0xbc]);
  });
});
